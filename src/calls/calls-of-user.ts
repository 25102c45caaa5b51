/** Reads the calls that a user took part in, the latest first. */

import type { DateTime } from '../language/date-time.ts';
import { forEachConcurrently } from '../language/for-each-concurrently.ts';
import type { CallId } from '../language/identifiers.ts';
import { MOST_VERSIONS_MET } from '../ports/graph.ts';
import { REQUESTS_AT_ONCE } from '../ports/storage.ts';
import type { Store } from '../rows/store.ts';
import { readHeadValues } from '../store/head.ts';
import { readUsers } from '../store/index-call.ts';
import type { StoredRow } from '../tables/cell.ts';
import type { CallRecordValues } from '../tables/declarations/call-records.ts';
import {
  type CallPlace,
  callHintedAt,
  callsByUserSince,
  userKeyPart,
  userPartition,
} from '../tables/keys.ts';
import { ForeignRow, type ReadRows } from '../tables/table.ts';

/** A page of calls: enough for a screen, and little is read in vain for a reader of the latest calls only. */
const CALLS_A_PAGE = 50;

export interface CallsOfUserOptions {
  /** Only calls that started (in their first stored version) at this instant or later. */
  readonly since?: DateTime | undefined;
  /** Only calls that started before this instant. */
  readonly before?: DateTime | undefined;
  /** How many are read at once; by default fifty. */
  readonly callsAPage?: number;
}

/**
 * The heads of the calls whose current version names the user among the participants or at an end of a session or segment;
 * page by page, the latest start first. Each is confirmed: an index row only says where to look. A head that cannot be read
 * stands beside the others. `userId` is a user's object id, a phone number, or any other id as Graph sends it. To read the
 * latest calls only, end the iteration.
 */
export async function* callsOfUser(
  store: Store,
  userId: string,
  { since, before, callsAPage = CALLS_A_PAGE }: CallsOfUserOptions = {},
): AsyncGenerator<ReadRows<CallRecordValues>> {
  const hints = store.table('CallsByUser').query({
    partitionKey: userPartition(store.tenantId, userId),
    ...(since === undefined ? {} : { rowKeyBefore: callsByUserSince(since) }),
    ...(before === undefined ? {} : { rowKeyFrom: callsByUserSince(before) }),
    select: ['SeenInGeneration'],
  });
  for await (const page of hints) {
    const seen = page.flatMap((row) => hintIn(store, userId, row));
    for (let from = 0; from < seen.length; from += callsAPage) {
      const confirmed = await confirmedCalls(store, seen.slice(from, from + callsAPage));
      if (confirmed.rows.length + confirmed.unreadable.length > 0) yield confirmed;
    }
  }
}

interface Hint {
  readonly call: CallPlace;
  readonly userId: string;
  readonly seenInGeneration: unknown;
}

/** Its key says all that is needed, so half a hint leads to the call as well. Nothing for an operator's note. */
function hintIn({ tenantId }: Store, userId: string, { rowKey, cells }: StoredRow): ReadonlyArray<Hint> {
  const call = callHintedAt(tenantId, rowKey);
  return call === undefined ? [] : [{ call, userId, seenInGeneration: cells.SeenInGeneration?.value }];
}

/** The heads of the calls that the hints are true of, in their order. */
async function confirmedCalls(store: Store, hints: ReadonlyArray<Hint>): Promise<ReadRows<CallRecordValues>> {
  const heads = new Map<Hint, CallRecordValues>();
  const unreadable: Array<ForeignRow> = [];
  await forEachConcurrently(hints, REQUESTS_AT_ONCE, async (hint) => {
    try {
      const head = await confirmedHead(store, hint);
      if (head !== undefined) heads.set(hint, head);
    } catch (error) {
      if (!(error instanceof ForeignRow)) throw error;
      unreadable.push(error);
    }
  });
  return { rows: hints.flatMap((hint) => heads.get(hint) ?? []), unreadable };
}

/** Versions rarely lose anybody, and most calls have one version: mostly the hint is of the current generation. */
async function confirmedHead(
  store: Store,
  { call, userId, seenInGeneration }: Hint,
): Promise<CallRecordValues | undefined> {
  let head = await readHeadValues(store, call.callId);
  for (let round = 0; round < MOST_VERSIONS_MET && head !== undefined; round += 1) {
    const read: CallRecordValues = head;
    if (seenInGeneration === read.Generation) return read;
    const place = {
      tenantId: store.tenantId,
      callId: read.CallId as CallId,
      firstStartDateTime: read.FirstStartDateTime,
    };
    const users = await readUsers(store, place, read.Generation);
    if (users.has(userKeyPart(userId))) return read;
    // Or its rows were swept while we looked: then there is another head.
    head = await readHeadValues(store, read.CallId as CallId);
    if (head?.Generation === read.Generation) return undefined;
  }
  return undefined;
}
