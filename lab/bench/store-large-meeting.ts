/** What a large meeting takes: memory that a page bounds, and hardly more time than its rows. */

import { besideBareLoop } from './beside-bare-loop.ts';
import { comparisonTable, countTable } from './findings.ts';
import { memoryOfStoring } from './memory.ts';
import type { Measurement } from './workbench.ts';

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
    const calls = [{ kind: 'peer-to-peer' } as const, meetingOf(SESSIONS)];
    const { overIdleBytes } = await memoryOfStoring(workbench, 1, calls);
    const load = { call: meetingOf(TIMED_SESSIONS), records: 1, atOnce: 1 };
    const comparison = await besideBareLoop(workbench, load, {
      rounds: Math.min(workbench.rounds, MOST_ROUNDS),
      amount: TIMED_SESSIONS,
      what: `${TIMED_SESSIONS} sessions`,
      aim: 'at least 0.80',
    });
    const what = `${SESSIONS} sessions, peak memory over idle`;
    return [
      comparisonTable('bare loop', [comparison]),
      countTable([[what, 'bytes', overIdleBytes, MOST_BYTES_OVER_IDLE]]),
    ];
  },
};

function meetingOf(sessions: number) {
  return { kind: 'large-meeting', sessions, participants: sessions } as const;
}
