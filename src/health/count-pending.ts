/** Counts the calls that wait, and since when they wait for what. */

import { earlier, toDate } from '../language/date-time.ts';
import type { Store } from '../rows/store.ts';
import { type PendingReason, pendingCallRecords } from '../tables/declarations/pending-call-records.ts';
import { valuesIn, withColumns } from '../tables/table.ts';
import { NOTHING_PENDING, type PendingTimes } from './observation.ts';

/** Counting stops here: a probe must stay cheap when a backlog is large, which is when it matters. */
export const MOST_ROWS_COUNTED = 10_000;

export interface PendingCounts {
  readonly waiting: number;
  readonly unavailable: number;
  /** Rows that an operator typed in wrongly: a finding of its own, which hides nothing else. */
  readonly unreadable: number;
  readonly times: PendingTimes;
  /** When the call was first heard of that has been waiting longest. */
  readonly oldestSeenAt: Date | undefined;
  /** There may be more rows than these. */
  readonly stopped: boolean;
}

const PENDING = withColumns(pendingCallRecords, ['State', 'NextAttemptAt', 'Reason', 'FirstSeenAt']);

/**
 * What each reason for waiting says about the world. Not `reconcile` and `replay`: such a call has not been asked for
 * yet, and when that takes long it is overdue, or its message is in the queue.
 */
const sinceOf = {
  notFound: 'notFoundSince',
  forbidden: 'forbiddenSince',
  unauthorized: 'unauthorizedSince',
  throttled: 'graphFailingSince',
  unavailable: 'graphFailingSince',
  deadline: 'graphFailingSince',
  storage: 'storageFailingSince',
} as const satisfies Partial<Record<PendingReason, keyof PendingTimes>>;

const sinceByReason: ReadonlyMap<string, keyof PendingTimes> = new Map(Object.entries(sinceOf));

export async function countPending({ pending }: Store): Promise<PendingCounts> {
  const times: { -readonly [Time in keyof PendingTimes]: Date | undefined } = { ...NOTHING_PENDING };
  const counts = { waiting: 0, unavailable: 0, unreadable: 0 };
  let oldestSeenAt: Date | undefined;
  let stopped = false;
  const select = Object.keys(PENDING.columns);
  for await (const page of pending.query({ select })) {
    for (const row of page) {
      const values = valuesIn(PENDING, row);
      if (values === undefined) counts.unreadable += 1;
      else if (values.State !== 'waiting') counts.unavailable += 1;
      else {
        counts.waiting += 1;
        const seenAt = toDate(values.FirstSeenAt ?? values.NextAttemptAt);
        oldestSeenAt = earlier(oldestSeenAt, seenAt);
        times.oldestDueAt = earlier(times.oldestDueAt, toDate(values.NextAttemptAt));
        const since = sinceByReason.get(values.Reason ?? '');
        if (since !== undefined) times[since] = earlier(times[since], seenAt);
      }
    }
    stopped = counts.waiting + counts.unavailable >= MOST_ROWS_COUNTED;
    if (stopped) break;
  }
  return { ...counts, times, oldestSeenAt, stopped };
}
