/** Makes everything derived from a call's head agree with it. */

import { type DateTime, plusDays } from '../language/date-time.ts';
import { dayOf } from '../language/day.ts';
import type { CallId } from '../language/identifiers.ts';
import type { Store } from '../rows/store.ts';
import { noteChangedDay } from '../status/pipeline-status.ts';
import { isFormer } from '../tables/former-partition.ts';
import type { GenerationName } from '../tables/generation.ts';
import { isRefused, type Withheld } from '../withheld/withheld.ts';
import { type CallUser, type CallUsers, usersWithout } from './call-users.ts';
import { type Head, readHead } from './head.ts';
import { indexByDay, indexByUser, listForDeletion, readUsers, takeBackHints } from './index-call.ts';
import { type CurrentCall, sweepSuperseded } from './sweep.ts';

/** Each round needs another commit of the same call meanwhile; Graph publishes a handful of versions in hours. */
const ROUNDS = 10;

export interface SettledCall {
  readonly callId: CallId;
  /** The start that the call's keys are made of, by the head that was read last. */
  readonly firstStartDateTime: DateTime;
  /** The start in the version just read: an attempt that never committed may have left rows there. */
  readonly readingStart: DateTime;
  /** Whether another attempt at the call may have begun before: rows of it may be left, and a commit not settled. */
  readonly attemptedBefore: boolean;
  /** What may be kept. */
  readonly withheld: Withheld;
  /** What our own commit knows, and would otherwise have to be read. */
  readonly commit?: Commit;
}

/** Others commit versions of the call faster than it can be settled or rebuilt. */
export class CallKeepsMoving extends Error {
  override readonly name = 'CallKeepsMoving';
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
 * an attempt that commits in between may have settled before our rows were written. Then the hints of a round before
 * are taken back of those who are not in the call any more: who settled meanwhile did not see them. Of a call that is
 * not kept any more nothing is written but its row in CallsByDay, by which retention finds what is left of it; so also
 * when its head is gone. Word of an old day is left last: a process that ends before settles again.
 */
export async function settle(store: Store, call: SettledCall): Promise<void> {
  const { callId, commit, withheld } = call;
  let { firstStartDateTime } = call;
  let head = commit?.head ?? (await readHead(store, callId));
  const indexed = { users: new Map<string, CallUser>(), superseded: new Set<GenerationName>() };
  for (let round = 0; round < ROUNDS; round += 1) {
    if (head === undefined) {
      const place = { tenantId: store.tenantId, callId, firstStartDateTime };
      await listForDeletion(store, place);
      await takeBackHints(store, place, indexed.users, indexed);
      return;
    }
    ({ firstStartDateTime } = head);
    if (isRefused(withheld, firstStartDateTime)) {
      await indexByDay(store, { tenantId: store.tenantId, callId, firstStartDateTime }, head);
      return;
    }
    const settled: Head = head;
    const ownCommit = round === 0 ? commit : undefined;
    const current = await index(store, callId, settled, ownCommit?.users);
    const leaving = usersWithout(indexed.users, current.users);
    await takeBackHints(store, current.place, leaving, { head: settled.generation, ...indexed });
    if (ownCommit === undefined || ownCommit.previous !== undefined || call.attemptedBefore) {
      const { tenantId } = store;
      const firstStartDateTimes = possibleStarts(settled, call);
      const swept = { tenantId, callId, firstStartDateTimes, mayBeFormer: mayBeFormer(call) };
      await sweepSuperseded(store, swept, current);
    }
    head = await readHead(store, callId);
    if (head?.etag === settled.etag) return await noteChangedDay(store, dayOf(firstStartDateTime));
    for (const [key, user] of current.users) indexed.users.set(key, user);
    indexed.superseded.add(settled.generation.name);
  }
  throw new CallKeepsMoving(`the head of ${callId} did not stay the same for a whole round of settling`);
}

/**
 * Settles a call as it is stored, whose head was just read, after attempts of which nothing says how far they came. A
 * newer version may have come since.
 */
export async function settleFound(
  store: Store,
  {
    callId,
    firstStartDateTime,
    readingStart = firstStartDateTime,
  }: Pick<SettledCall, 'callId' | 'firstStartDateTime'> & Partial<Pick<SettledCall, 'readingStart'>>,
  withheld: Withheld,
): Promise<void> {
  await settle(store, { callId, firstStartDateTime, readingStart, attemptedBefore: true, withheld });
}

/**
 * Under the days of which starts rows of the call may stand. An attempt that never committed may have read a version
 * that Graph no longer shows, with a start on the other side of midnight: starts move by seconds, hardly by minutes.
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

/** Whether an earlier release may have left streams of the call: an attempt that ended, or the head that was replaced. */
function mayBeFormer({ attemptedBefore, commit }: SettledCall): boolean {
  return attemptedBefore || (commit?.previous !== undefined && isFormer(commit.previous.layout));
}

/** Writes the index rows, and says who is in the call. The rows are still there to be read: sweeping comes after. */
async function index(
  store: Store,
  callId: CallId,
  head: Head,
  knownUsers: CallUsers | undefined,
): Promise<CurrentCall> {
  const { firstStartDateTime, generation } = head;
  const place = { tenantId: store.tenantId, callId, firstStartDateTime };
  await indexByDay(store, place, head);
  const users = knownUsers ?? (await readUsers(store, place, generation.name));
  await indexByUser(store, place, generation.name, users);
  return { place, generation, users };
}
