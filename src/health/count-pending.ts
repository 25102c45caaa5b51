/** Counts the calls that wait, and since when they wait for what. */

import { earlier, toDate } from '../language/date-time.ts';
import type { Store } from '../rows/store.ts';
import type { StoredRow } from '../tables/cell.ts';
import {
  type PendingReason,
  pendingCallRecords,
  SECOND_LOOK,
} from '../tables/declarations/pending-call-records.ts';
import { type ValuesOf, valuesIn, withColumns } from '../tables/table.ts';
import type { OfTables, PendingTimes, Refusal, RefusedCall, RefusedCalls } from './observation.ts';

/** Counting stops here: a probe must stay cheap when a backlog is large, which is when it matters. */
export const MOST_ROWS_COUNTED = 10_000;

/** As many calls as a reader takes in. */
const REFUSED_CALLS_NAMED = 5;

export interface PendingCounts extends Pick<OfTables, 'refused' | 'longestRefused'> {
  readonly waiting: number;
  readonly unavailable: number;
  /** Stored calls that are looked at again for a newer version: nothing known of them is missing. */
  readonly secondLooks: number;
  /** Of those that wait: to be read again, because some of their record may be missing. */
  readonly incomplete: number;
  /** Rows that an operator typed in wrongly: a finding of its own, which hides nothing else. */
  readonly unreadable: number;
  readonly times: PendingTimes;
  /** When the call was first heard of that has been waiting longest. */
  readonly oldestSeenAt: Date | undefined;
  /** There may be more rows than these. */
  readonly stopped: boolean;
}

const PENDING = withColumns(pendingCallRecords, [
  'State',
  'NextAttemptAt',
  'Reason',
  'FirstSeenAt',
  'LastError',
]);

type PendingValues = ValuesOf<typeof PENDING.columns>;

const IS_WAITING = { column: 'State', is: 'eq', cell: { type: 'String', value: 'waiting' } } as const;

interface WaitingCall {
  readonly callId: string;
  readonly since: Date;
  readonly dueAt: Date;
  readonly reason: string | undefined;
  readonly lastError: string | undefined;
}

/** `lastStoredAt`: when a record was last stored. */
export async function countPending(
  { pending }: Store,
  lastStoredAt: Date | undefined,
): Promise<PendingCounts> {
  const waiting: Array<WaitingCall> = [];
  const secondLooks: Array<WaitingCall> = [];
  let unavailable = 0;
  let unreadable = 0;
  let stopped = false;
  const select = Object.keys(PENDING.columns);
  const addWaiting = (row: StoredRow, values: PendingValues) => {
    (values.Reason === SECOND_LOOK ? secondLooks : waiting).push({
      callId: row.rowKey,
      since: toDate(values.FirstSeenAt ?? values.NextAttemptAt),
      dueAt: toDate(values.NextAttemptAt),
      reason: values.Reason,
      lastError: values.LastError,
    });
  };
  for await (const page of pending.query({ select })) {
    for (const row of page) {
      const values = valuesIn(PENDING, row);
      if (values === undefined) unreadable += 1;
      else if (values.State !== 'waiting') unavailable += 1;
      else addWaiting(row, values);
    }
    stopped = waiting.length + secondLooks.length + unavailable >= MOST_ROWS_COUNTED;
    if (stopped) break;
  }
  if (stopped && unavailable > 0) {
    // Those that were given up stay, and may fill the count: what waits is asked for alone.
    waiting.length = 0;
    secondLooks.length = 0;
    for await (const page of pending.query({ where: [IS_WAITING], select })) {
      for (const row of page) {
        const values = valuesIn(PENDING, row);
        if (values !== undefined) addWaiting(row, values);
      }
      if (waiting.length + secondLooks.length >= MOST_ROWS_COUNTED) break;
    }
  }
  waiting.sort((a, b) => a.since.getTime() - b.since.getTime());
  const [oldest] = waiting;
  return {
    waiting: waiting.length,
    unavailable,
    incomplete: waiting.filter(({ reason }) => reason === ('incomplete' satisfies PendingReason)).length,
    unreadable,
    secondLooks: secondLooks.length,
    times: timesOf(waiting, secondLooks),
    ...refusedAmong(waiting, lastStoredAt),
    oldestSeenAt: oldest?.since,
    stopped,
  };
}

/** The longest waiting first. */
function timesOf(waiting: ReadonlyArray<WaitingCall>, secondLooks: ReadonlyArray<WaitingCall>): PendingTimes {
  const notFound = waiting.find(({ reason }) => reason === ('notFound' satisfies PendingReason));
  const unstored = waiting.find(({ reason }) => reason === ('storage' satisfies PendingReason));
  return {
    // Looks are due as well: a release that stands still is noticed by them too.
    oldestDueAt: [...waiting, ...secondLooks]
      .map(({ dueAt }) => dueAt)
      .reduce(earlier<Date | undefined>, undefined),
    notFoundSince: notFound?.since,
    storageFailingSince: unstored?.since,
    storageFailure: unstored?.lastError,
  };
}

/** How Graph refuses a call that waits for this reason. */
const refusalOf: ReadonlyMap<string | undefined, Refusal> = new Map<PendingReason, Refusal>([
  ['forbidden', 'forbidden'],
  ['unauthorized', 'unauthorized'],
  ['throttled', 'failing'],
  ['unavailable', 'failing'],
  ['deadline', 'failing'],
]);

/** The longest waiting first. */
function refusedAmong(
  waiting: ReadonlyArray<WaitingCall>,
  lastStoredAt: Date | undefined,
): Pick<OfTables, 'refused' | 'longestRefused'> {
  const refused = waiting.flatMap(({ callId, since, reason, lastError }): ReadonlyArray<RefusedCall> => {
    const refusal = refusalOf.get(reason);
    return refusal === undefined ? [] : [{ callId, since, refusal, lastError }];
  });
  const of = (kind: Refusal): RefusedCalls => {
    const calls = refused.filter(({ refusal }) => refusal === kind);
    const [longest] = calls;
    return {
      since: longest?.since,
      sinceLastStored: calls.filter(({ since }) => lastStoredAt === undefined || since > lastStoredAt).length,
    };
  };
  return {
    refused: { forbidden: of('forbidden'), unauthorized: of('unauthorized'), failing: of('failing') },
    longestRefused: refused.slice(0, REFUSED_CALLS_NAMED),
  };
}
