/** What a large meeting takes: memory that a page bounds, and hardly more time than its rows. */

import type { Count, Measurement } from '../measurement.ts';
import { compare, inRounds } from '../rounds.ts';
import { storeTurns } from '../store/turns.ts';
import { memoryOverIdle } from './memory-over-idle.ts';

/** The largest meeting there is work for: a hundred pages of sessions, some 38,000 rows. */
const SESSIONS = 6_000;

/** Some pages, their rows and what is under way: not the meeting, which is many times as large. */
const MOST_BYTES_OVER_IDLE = 256_000_000;

/** Ten pages, as good as a hundred where each is stored by itself: a turn takes seconds instead of a minute. */
const TIMED_SESSIONS = 600;
const MOST_ROUNDS = 5;

export const storeLargeMeeting: Measurement = {
  name: 'large-meeting',
  title: 'Storing a large meeting',
  async run(workbench) {
    const memory: Count = {
      kind: 'count',
      what: `${SESSIONS} sessions, peak memory over idle`,
      unit: 'bytes',
      count: await memoryOverIdle(workbench, meetingOf(SESSIONS)),
      limit: MOST_BYTES_OVER_IDLE,
    };
    const load = { call: meetingOf(TIMED_SESSIONS), records: 1, atOnce: 1 };
    const { pipeline, loop } = await storeTurns(workbench, load);
    const rounds = await inRounds(Math.min(workbench.rounds, MOST_ROUNDS), {
      pipeline: async () => ({ sessionsPerSecond: TIMED_SESSIONS / (await pipeline()) }),
      loop: async () => ({ sessionsPerSecond: TIMED_SESSIONS / (await loop()) }),
    });
    const comparison = compare(rounds, {
      figure: 'sessionsPerSecond',
      ours: 'pipeline',
      bare: 'loop',
      what: `${TIMED_SESSIONS} sessions`,
      against: 'bare loop',
      unit: 'per second',
    });
    return [{ ...comparison, aim: 'at least 0.80' }, memory];
  },
};

function meetingOf(sessions: number) {
  return { kind: 'large-meeting', sessions, participants: sessions } as const;
}
