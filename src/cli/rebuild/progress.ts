/** What `npm run rebuild` says while it runs: a line a day, one now and then within a long day, one for each failure. */

import type { RebuildCounts, RebuildProgress } from '../../store/rebuild.ts';

/** A busy day has some ten thousand calls, at some tens a second. */
const LINE_EVERY_CALLS = 500;

export function progressLines(write: (line: string) => void): RebuildProgress {
  return {
    advanced(day, counts) {
      if (callsIn(counts) % LINE_EVERY_CALLS === 0) write(`${day}  … ${summary(counts)}\n`);
    },
    finished: (day, counts) => write(`${day}  ${callsIn(counts) === 0 ? 'no calls' : summary(counts)}\n`),
    failed: (callId, error) => write(`${callId} stays as it is: ${error.message}\n`),
  };
}

/** `1,204 calls: 1,200 rebuilt, 3 already current, 1 failed` */
export function summary(counts: RebuildCounts): string {
  const { rebuilt, current, failed } = counts;
  const parts = [`${number(rebuilt)} rebuilt`];
  if (current > 0) parts.push(`${number(current)} already current`);
  if (failed > 0) parts.push(`${number(failed)} failed`);
  const calls = callsIn(counts);
  return `${number(calls)} ${calls === 1 ? 'call' : 'calls'}: ${parts.join(', ')}`;
}

function callsIn({ rebuilt, current, failed }: RebuildCounts): number {
  return rebuilt + current + failed;
}

function number(value: number): string {
  return value.toLocaleString('en-GB');
}
