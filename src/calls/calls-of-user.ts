/** Reads the calls that a user took part in, the latest first. */

import type { DateTime } from '../language/date-time.ts';
import { forEachConcurrently } from '../language/for-each-concurrently.ts';
import { type CallId, parseCallId } from '../language/identifiers.ts';
import { MOST_VERSIONS_MET } from '../ports/graph.ts';
import { REQUESTS_AT_ONCE } from '../ports/storage.ts';
import type { Store } from '../rows/store.ts';
import { readHeadValues } from '../store/head.ts';
import { readUsers } from '../store/index-call.ts';
import type { CallRecordValues } from '../tables/declarations/call-records.ts';
import { type CallsByUserValues, callsByUser } from '../tables/declarations/calls-by-user.ts';
import { callsByUserSince, userKeyPart, userPartition } from '../tables/keys.ts';
import { fromRow } from '../tables/table.ts';

/** A page of calls: enough for a screen, and little is read in vain for a reader of the latest calls only. */
const CALLS_A_PAGE = 50;

export interface CallsOfUserOptions {
  /** Only calls that started (in their first stored version) at this instant or later. */
  readonly since?: DateTime | undefined;
  /** Only calls that started before this instant. */
  readonly before?: DateTime | undefined;
}

/**
 * The heads of the calls whose current version names the user among the participants or at an end of a session or segment;
 * page by page, the latest start first. Each is confirmed: an index row only says where to look. `userId` is a user's object id, a phone number, or any other id as Graph
 * sends it. To read the latest calls only, end the iteration.
 */
export async function* callsOfUser(
  store: Store,
  userId: string,
  { since, before }: CallsOfUserOptions = {},
): AsyncGenerator<ReadonlyArray<CallRecordValues>> {
  const hints = store.table('CallsByUser').query({
    partitionKey: userPartition(store.tenantId, userId),
    ...(since === undefined ? {} : { rowKeyBefore: callsByUserSince(since) }),
    ...(before === undefined ? {} : { rowKeyFrom: callsByUserSince(before) }),
  });
  for await (const page of hints) {
    const values = page.map((row) => fromRow(callsByUser, row));
    for (let from = 0; from < values.length; from += CALLS_A_PAGE) {
      const confirmed = await confirmedCalls(store, values.slice(from, from + CALLS_A_PAGE));
      if (confirmed.length > 0) yield confirmed;
    }
  }
}

/** The heads of the calls that the hints are true of, in their order. */
async function confirmedCalls(
  store: Store,
  hints: ReadonlyArray<CallsByUserValues>,
): Promise<ReadonlyArray<CallRecordValues>> {
  const heads = new Map<CallsByUserValues, CallRecordValues>();
  await forEachConcurrently(hints, REQUESTS_AT_ONCE, async (hint) => {
    const head = await confirmedHead(store, hint);
    if (head !== undefined) heads.set(hint, head);
  });
  return hints.flatMap((hint) => heads.get(hint) ?? []);
}

/** Versions rarely lose anybody, and most calls have one version: mostly the hint is of the current generation. */
async function confirmedHead(store: Store, hint: CallsByUserValues): Promise<CallRecordValues | undefined> {
  const callId = parseCallId(hint.CallId);
  let head = callId && (await readHeadValues(store, callId));
  for (let round = 0; round < MOST_VERSIONS_MET && head !== undefined; round += 1) {
    const read: CallRecordValues = head;
    if (hint.SeenInGeneration === read.Generation) return read;
    const place = {
      tenantId: store.tenantId,
      callId: read.CallId as CallId,
      firstStartDateTime: read.FirstStartDateTime,
    };
    const users = await readUsers(store, place, read.Generation);
    if (users.has(userKeyPart(hint.IdentityId))) return read;
    // Or its rows were swept while we looked: then there is another head.
    head = await readHeadValues(store, read.CallId as CallId);
    if (head?.Generation === read.Generation) return undefined;
  }
  return undefined;
}
