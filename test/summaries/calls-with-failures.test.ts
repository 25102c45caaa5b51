import { expect, test } from 'vitest';
import { playOfficeDay } from '../../build/docs/pictures/office-day.ts';
import type { Day } from '../../src/language/day.ts';
import { callsWithFailures } from '../../src/summaries/calls-with-failures.ts';

test('the calls with failed sessions come part by part, the latest first, each once', async () => {
  const store = await playOfficeDay(120);
  const question = { failure: 'dropped', from: '2026-11-22' as Day, to: '2026-11-23' as Day } as const;
  const all = (await callsWithFailures(store, question)).calls.map(({ CallId }) => CallId);
  expect(all.length).toBeGreaterThan(4);
  const parts: Array<string> = [];
  let before: string | undefined;
  do {
    const part = await callsWithFailures(store, { ...question, before }, 3);
    expect(part.calls.length).toBeLessThanOrEqual(3);
    parts.push(...part.calls.map(({ CallId }) => CallId));
    before = part.before;
  } while (before !== undefined);
  expect(parts).toEqual(all);
});
