import { expect, it } from 'vitest';
import { commandLine } from '../command-line.ts';
import { PageError, withFigures } from '../guarantees-page.ts';
import { runWorld } from '../run-world.ts';
import { failureText, replayCommand } from '../timeline.ts';
import { noTallies } from '../world/tallies.ts';
import { calmPlan } from './calm-world.ts';

it('runs a thousand full worlds on all cores unless told otherwise', () => {
  const worlds = { kind: 'worlds', from: 1, worlds: 1_000, size: 'full', jobs: 4, write: false };
  expect(commandLine([], 4)).toEqual(worlds);
  const options = ['--worlds', '10000', '--from', '5', '--jobs', '2', '--write'];
  expect(commandLine(options, 4)).toEqual({ ...worlds, from: 5, worlds: 10_000, jobs: 2, write: true });
});

it('runs the world again that a failure names', () => {
  const replayed = replayCommand({ seed: 4711, size: 'small' }).split(' ').slice(4);
  expect(commandLine(replayed, 4)).toEqual({ kind: 'replay', seed: 4711, size: 'small', callId: undefined });
});

it.each([
  [['--worlds', 'many'], /--worlds must be a whole number from 1, not 'many'/],
  [['--seed', '0'], /--seed must be/],
  [['--call', 'x'], /--call needs --seed/],
  [['--write', '--seed', '1'], /--write is for many worlds/],
  [['--write', '--small'], /--write is for full worlds/],
  [['--loud'], /loud/],
])('refuses %j and says why', (args, why) => {
  const parsed = commandLine(args, 4);
  expect(parsed.kind === 'wrong' ? parsed.mistakes.join() : '').toMatch(why);
});

it('tells what went wrong, the story of the call, and how to see it again', async () => {
  const result = await runWorld(calmPlan());
  const callId = result.journal.entries().find((entry) => entry.callId !== undefined)?.callId;
  const violations = [{ rule: 'accounted', message: 'it is nowhere', at: new Date(0), callId }] as const;
  const text = failureText({ ...result, violations });
  expect(text).toContain('what was answered with 2xx is queued, pending, stored or a dead letter');
  expect(text).toContain(`call ${callId}: it is nowhere`);
  expect(text).toContain('publishes version 1');
  expect(text).toMatch(/insert CallRecords/);
  expect(text).toMatch(/npm run simulate -- --seed 1 --small$/);
});

it('writes the figures between their marks, and nowhere else', () => {
  const tallies = { ...noTallies(), worlds: 10_000, calls: 1_234_567 };
  const created = withFigures(undefined, tallies, 'Run today.');
  expect(created).toContain('| worlds | 10,000 |');
  const page = `${created}\nWritten by hand.\n`;
  const again = withFigures(page, { ...tallies, worlds: 5 }, 'Run again.');
  expect(again).toContain('| worlds | 5 |');
  expect(again).not.toContain('10,000');
  expect(again).toContain('Written by hand.');
  expect(() => withFigures('# Guarantees', tallies, '')).toThrow(PageError);
});
