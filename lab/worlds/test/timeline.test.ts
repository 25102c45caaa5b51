import { expect, it } from 'vitest';
import { runWorld } from '../run-world.ts';
import { failureText } from '../timeline.ts';
import { CALM } from './calm-world.ts';

it('tells what went wrong, the story of the call, and how to see it again', async () => {
  const result = await runWorld(CALM);
  const callId = result.journal.entries().find((entry) => entry.callId !== undefined)?.callId;
  const violations = [{ rule: 'accounted', message: 'it is nowhere', at: new Date(0), callId }] as const;
  const text = failureText({ ...result, violations });
  expect(text).toContain('what was answered with 2xx is queued, pending, stored or a dead letter');
  expect(text).toContain(`call ${callId}: it is nowhere`);
  expect(text).toContain('publishes version 1');
  expect(text).toMatch(/insert CallRecords/);
  expect(text).toMatch(/npm run simulate -- --seed 1 --small$/);
});
