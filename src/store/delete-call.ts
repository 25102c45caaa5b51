/**
 * Deletes one call, in an order that any process may end in: first the head, so that no reader sees half of it; the hints
 * before the rows that say whose they are; last the row in CallsByDay, by which the next run finds what is left.
 */

import { parseDateTime } from '../language/date-time.ts';
import { forEachConcurrently } from '../language/for-each-concurrently.ts';
import { REQUESTS_AT_ONCE } from '../ports/storage.ts';
import type { Store } from '../rows/store.ts';
import type { StoredRow } from '../tables/cell.ts';
import { childTableNames } from '../tables/declarations/index.ts';
import {
  type CallPlace,
  callListedAt,
  callsByDayKey,
  callsByUserKey,
  childRange,
  headKey,
} from '../tables/keys.ts';
import { addUsers, type CallUser, identityColumnsOf, TABLES_WITH_USERS } from './call-users.ts';
import { readHead } from './head.ts';
import { indexByDay, listForDeletion } from './index-call.ts';
import { callsByDayRow, listedColumns } from './index-rows.ts';
import { deleteAll } from './sweep.ts';

/**
 * Deletes the call that a row of CallsByDay lists. `moved`: its head says that it started at another time, and it is
 * listed there now. `left`: somebody has changed it meanwhile, and the next run looks again.
 */
export async function deleteListedCall(
  store: Store,
  listed: StoredRow,
): Promise<'deleted' | 'moved' | 'left'> {
  const callsByDay = store.table('CallsByDay');
  const call = callListedAt(store.tenantId, listed.rowKey);
  if (call !== undefined) {
    const head = await store.table('CallRecords').get(headKey(store.tenantId, call.callId), listedColumns);
    const startedAt = parseDateTime(head?.cells.FirstStartDateTime?.value);
    if (head !== undefined && startedAt !== undefined && startedAt !== call.firstStartDateTime) {
      // Hints stand under the start that the head names: with the head gone, they could not be found from here.
      await callsByDay.upsert(callsByDayRow({ ...call, firstStartDateTime: startedAt }, head.cells));
      await callsByDay.delete(listed, listed.etag);
      return 'moved';
    }
    if (head !== undefined) {
      const gone = await store.table('CallRecords').delete(head, head.etag);
      if (!gone.written && gone.because === 'changed') return 'left';
    }
    await deleteHints(store, call);
    await deleteChildren(store, call);
  }
  const gone = await callsByDay.delete(listed, listed.etag);
  return gone.written ? 'deleted' : 'left';
}

/** The same by the start that its head names, whether or not a row lists it by now. */
export async function deleteCall(store: Store, call: CallPlace): Promise<void> {
  const head = await readHead(store, call.callId);
  const started = { ...call, firstStartDateTime: head?.firstStartDateTime ?? call.firstStartDateTime };
  // A process that ends on the way leaves to retention what is left.
  if (head === undefined) await listForDeletion(store, started);
  else await indexByDay(store, started, head);
  const listed = await store.table('CallsByDay').get(callsByDayKey(started), []);
  if (listed !== undefined) await deleteListedCall(store, listed);
}

/** Of everybody whom a row of any generation names. */
async function deleteHints(store: Store, call: CallPlace): Promise<void> {
  const users = new Map<string, CallUser>();
  for (const table of TABLES_WITH_USERS) {
    const query = { ...childRange(table, call), select: identityColumnsOf[table] };
    for await (const page of store.table(table).query(query)) addUsers(users, page);
  }
  await forEachConcurrently([...users.values()], REQUESTS_AT_ONCE, async ({ id }) => {
    await store.table('CallsByUser').delete(callsByUserKey(call, id));
  });
}

/** Of all generations, and what operators have noted beside them. */
async function deleteChildren(store: Store, call: CallPlace): Promise<void> {
  for (const name of childTableNames) {
    const table = store.table(name);
    for await (const page of table.query({ ...childRange(name, call), select: [] }))
      await deleteAll(table, page);
  }
}
