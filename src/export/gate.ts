/** What of the stored calls is given out: not what retention deletes, nor what is still to be excluded or erased. */

import { type Concerned, callsConcerned } from '../forget/calls-concerned.ts';
import { type DateTime, later } from '../language/date-time.ts';
import type { Day } from '../language/day.ts';
import type { CallId } from '../language/identifiers.ts';
import type { Store } from '../rows/store.ts';
import type { Door } from '../withheld/door.ts';
import { erasureIn } from '../withheld/erasure.ts';
import { exclusionIn } from '../withheld/exclusion.ts';
import { notKeptBefore } from '../withheld/limits.ts';
import type { Withheld } from '../withheld/withheld.ts';
import type { ListedCall } from './listed-calls.ts';

export interface GivenOut {
  readonly calls: ReadonlyArray<ListedCall>;
  /** Calls that the timer forget is about to store without somebody: after that they are given out. */
  readonly leftOut: number;
  /** When somebody was last taken out of a call of the day, or asked to be; what was made before may hold them. */
  readonly takenOutAt: DateTime | undefined;
  /** Retention has not deleted the day, and is not about to. */
  readonly isKept: boolean;
}

/** Of the calls of a day. */
export type Gate = (day: Day, calls: ReadonlyArray<ListedCall>) => Promise<GivenOut>;

/** For one run: the calls of an exclusion or erasure are searched for once. Rejects with StorageFailure. */
export function createGate(store: Store, door: Door): Gate {
  const searched = new Map<string, ReadonlySet<CallId>>();
  return async (day, calls) => {
    const withheld = await door.read();
    const firstKept = notKeptBefore(withheld.limits, store.clock.now());
    if (firstKept !== undefined && day < firstKept)
      return { calls: [], leftOut: 0, takenOutAt: undefined, isKept: false };
    let given = calls;
    let takenOutAt = storedAgainAt(withheld, calls);
    for (const [rowKey, concerned, requestedAt] of unfinished(withheld)) {
      const going = searched.get(rowKey) ?? (await idsOf(store, concerned));
      searched.set(rowKey, going);
      if (calls.some(({ callId }) => going.has(callId))) takenOutAt = later(takenOutAt, requestedAt);
      given = given.filter(({ callId }) => !going.has(callId));
    }
    return { calls: given, leftOut: calls.length - given.length, takenOutAt, isKept: true };
  };
}

/** What the timer forget has not come to the end of, by row. */
function unfinished({
  erasures,
  exclusions,
}: Withheld): ReadonlyArray<readonly [string, Concerned, DateTime]> {
  const ofErasures = erasures.map((row) => ({ row, subject: erasureIn(row) }));
  const ofExclusions = exclusions.map((row) => ({ row, subject: exclusionIn(row) }));
  return [...ofErasures, ...ofExclusions].flatMap(({ row, subject }) => {
    if (subject === undefined || row.values.FinishedAt !== undefined) return [];
    const { rowKey, ids } = subject;
    const concerned: Concerned =
      'kind' in subject ? { kind: subject.kind, ids } : { kind: 'user', ids, before: subject.requestedAt };
    return [[rowKey, concerned, subject.requestedAt] as const];
  });
}

/**
 * When a call of the day was last stored while an erasure or exclusion was worked off. It may have been stored for another
 * reason; it may as well be one that lost a person.
 */
function storedAgainAt(
  { erasures, exclusions }: Withheld,
  calls: ReadonlyArray<ListedCall>,
): DateTime | undefined {
  let last: DateTime | undefined;
  for (const { values } of [...erasures, ...exclusions]) {
    const { RequestedAt = '', FinishedAt } = values;
    for (const { storedAt } of calls) {
      if (storedAt === undefined || storedAt < RequestedAt) continue;
      if (FinishedAt === undefined || storedAt <= FinishedAt) last = later(last, storedAt);
    }
  }
  return last;
}

async function idsOf(store: Store, concerned: Concerned): Promise<ReadonlySet<CallId>> {
  const ids = new Set<CallId>();
  for await (const { calls } of callsConcerned(store, concerned)) {
    for (const { callId } of calls) ids.add(callId);
  }
  return ids;
}
