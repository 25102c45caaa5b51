import { describe, expect, test } from 'vitest';
import type { ToldSession } from '../../src/told/columns.ts';
import { sessionRuns } from '../../src/told/session-runs.ts';

interface Counts {
  readonly good?: number;
  readonly poor?: number;
}

/** Sessions with so many good and poor streams of audio. */
function sessionsWith(counts: ReadonlyArray<Counts>): ReadonlyArray<ToldSession> {
  return counts.map(
    ({ good = 0, poor = 0 }, SessionOrdinal) =>
      ({ SessionOrdinal, AudioGoodStreamCount: good, AudioPoorStreamCount: poor }) as ToldSession,
  );
}

describe('the poor streams of two sessions', () => {
  test.each<[string, ReadonlyArray<Counts>, number]>([
    ['one request, although another session lies between', [{ good: 1_000 }], 1],
    ['one request, which counts the poor streams between', [{ good: 400, poor: 20 }], 1],
    ['two requests, where one would look through too many streams', [{ good: 600 }, { good: 401 }], 2],
    ['two requests, where one would send too many poor streams of others', [{ poor: 11 }, { poor: 10 }], 2],
  ])('are read with %s', (_what, between, requests) => {
    const sessions = sessionsWith([{ poor: 2 }, ...between, { poor: 3 }]);
    const last = sessions.length - 1;
    const runs = sessionRuns(
      sessions,
      sessions.filter(({ SessionOrdinal }) => SessionOrdinal === 0 || SessionOrdinal === last),
    );
    const poorBetween = between.reduce((sum, { poor = 0 }) => sum + poor, 0);
    expect(runs).toEqual(
      requests === 1
        ? [{ first: 0, last, poor: 5 + poorBetween }]
        : [
            { first: 0, last: 0, poor: 2 },
            { first: last, last, poor: 3 },
          ],
    );
  });
});
