import { expect, test } from 'vitest';
import { progressLines, summary } from '../../../src/cli/operating/rebuild.ts';
import { type Day, parseDay } from '../../../src/language/day.ts';
import { type CallId, parseCallId } from '../../../src/language/identifiers.ts';

const TODAY = parseDay('2026-11-23') as Day;

test('a day is one line, and a long one has a line for each 500 calls', () => {
  const lines: Array<string> = [];
  const progress = progressLines((line) => lines.push(line));
  for (let rebuilt = 1; rebuilt <= 1204; rebuilt += 1) {
    progress.advanced(TODAY, { rebuilt, current: 0, failed: 0 });
  }
  progress.finished(TODAY, { rebuilt: 1204, current: 0, failed: 0 });
  expect(lines).toEqual([
    '2026-11-23  … 500 calls: 500 rebuilt\n',
    '2026-11-23  … 1,000 calls: 1,000 rebuilt\n',
    '2026-11-23  1,204 calls: 1,204 rebuilt\n',
  ]);
});

test('a day without calls says so', () => {
  const lines: Array<string> = [];
  progressLines((line) => lines.push(line)).finished(TODAY, { rebuilt: 0, current: 0, failed: 0 });
  expect(lines).toEqual(['2026-11-23  no calls\n']);
});

test('a call that fails is named, with the reason', () => {
  const lines: Array<string> = [];
  const callId = parseCallId('e523d2ed-2966-4b6b-925b-754a88034cc5') as CallId;
  progressLines((line) => lines.push(line)).failed(callId, new Error('chunk 1 of 2 is missing'));
  expect(lines).toEqual([`${callId} stays as it is: chunk 1 of 2 is missing\n`]);
});

test('a summary names what is not zero', () => {
  expect(summary({ rebuilt: 0, current: 1, failed: 0 })).toBe('1 call: 0 rebuilt, 1 already current');
  expect(summary({ rebuilt: 2, current: 3, failed: 4 })).toBe(
    '9 calls: 2 rebuilt, 3 already current, 4 failed',
  );
});
