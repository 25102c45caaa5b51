/** Makes everything derived from a call's head agree with it. */

import { type DateTime, plusDays } from '../language/date-time.ts';
import type { CallId } from '../language/identifiers.ts';
import type { Store } from '../rows/store.ts';
import type { CallUsers } from './call-users.ts';
import { type Head, readHead } from './head.ts';
import { indexByDay, indexByUser, readUsers } from './index-call.ts';
import { sweepSuperseded } from './sweep.ts';

/** Each round needs another commit of the same call meanwhile; Graph publishes a handful of versions in hours. */
const ROUNDS = 10;

/** Up to as many users it is cheaper to write their hints again than to find out who has none. */
const FEW_USERS = 10;

export interface SettledCall {
  readonly callId: CallId;
  /** The start in the version just read: an attempt that never committed may have left rows there. */
  readonly readingStart: DateTime;
  /** Whether another attempt at the call may have begun before: rows of it may be left, and a commit not settled. */
  readonly attemptedBefore: boolean;
  /** What our own commit knows, and would otherwise have to be read. */
  readonly commit?: Commit;
}

/** A head that was just swapped in. */
export interface Commit {
  readonly head: Head;
  readonly users: CallUsers;
  /** The head it replaced. */
  readonly previous: Head | undefined;
}

/**
 * Writes the index rows and deletes superseded generations, until the head has stayed the same for a whole round:
 * whoever commits meanwhile may already have settled before our rows were written.
 */
export async function settle(store: Store, call: SettledCall): Promise<void> {
  const { callId, commit } = call;
  let head = commit?.head ?? (await readHead(store, callId));
  for (let round = 0; round < ROUNDS && head !== undefined; round += 1) {
    const settled: Head = head;
    const ownCommit = round === 0 ? commit : undefined;
    await index(store, call, settled, ownCommit);
    if (ownCommit === undefined || ownCommit.previous !== undefined || call.attemptedBefore) {
      const swept = { tenantId: store.tenantId, callId, firstStartDateTimes: possibleStarts(settled, call) };
      await sweepSuperseded(store, swept, settled.generation);
    }
    head = await readHead(store, callId);
    if (head?.etag === settled.etag) return;
  }
  throw new Error(`the head of ${callId} did not stay the same for a whole round of settling`);
}

/**
 * Under the days of which starts rows of the call may stand. An attempt that never committed may have read a version
 * that nobody will see again, with a start on the other side of midnight: starts move by seconds, hardly by minutes.
 */
function possibleStarts(
  { firstStartDateTime }: Head,
  { readingStart, attemptedBefore }: SettledCall,
): ReadonlyArray<DateTime> {
  const starts = [firstStartDateTime, readingStart];
  return attemptedBefore
    ? starts.flatMap((start) => [start, plusDays(start, -1), plusDays(start, 1)])
    : starts;
}

/** The rows are still there to be read: sweeping comes after. */
async function index(
  store: Store,
  call: SettledCall,
  head: Head,
  ownCommit: Commit | undefined,
): Promise<void> {
  const { callId, attemptedBefore } = call;
  const { firstStartDateTime, generation } = head;
  const place = { tenantId: store.tenantId, callId, firstStartDateTime };
  await indexByDay(store, place, head);
  const users = ownCommit?.users ?? (await readUsers(store, place, generation.name));
  const previous = attemptedBefore || users.size <= FEW_USERS ? undefined : ownCommit?.previous;
  // A revision may be a rebuild's, which nobody delivers again when it ends before its users are indexed.
  const isIndexed = previous?.generation.revision === 0;
  const indexed = isIndexed ? await readUsers(store, place, previous.generation.name) : undefined;
  await indexByUser(store, place, generation.name, without(users, indexed));
}

/** Those who are not among the others in the same spelling: readers compare a hint's id with rows, letter by letter. */
function without(users: CallUsers, others: CallUsers | undefined): CallUsers {
  return new Map([...users].filter(([key, { id }]) => others?.get(key)?.id !== id));
}
