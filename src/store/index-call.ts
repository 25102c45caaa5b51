/** Writes the rows by which a call is found: its row in CallsByDay, and one in CallsByUser for each who took part. */

import { forEachConcurrently } from '../language/for-each-concurrently.ts';
import { REQUESTS_AT_ONCE, type Tables } from '../ports/storage.ts';
import type { GenerationName } from '../tables/generation.ts';
import { type CallPlace, generationRange } from '../tables/keys.ts';
import { addUsers, type CallUser, type CallUsers, identityColumnsOf } from './call-users.ts';
import type { Head } from './head.ts';
import { callsByDayRow, callsByUserRow, callWithoutHeadRow } from './index-rows.ts';

/** Makes the call's row in CallsByDay repeat its head. */
export async function indexByDay(tables: Tables, call: CallPlace, head: Head): Promise<void> {
  await tables.table('CallsByDay').upsert(callsByDayRow(call, head.cells));
}

/**
 * Lists a call that is not kept any more and has no head: rows of it may be left, and retention deletes what it finds
 * here. What another writer has listed of it stays.
 */
export async function listForDeletion(tables: Tables, call: CallPlace): Promise<void> {
  await tables.table('CallsByDay').merge(callWithoutHeadRow(call));
}

/**
 * Writes a hint for each of these users, who took part in the generation. Hints are never deleted: one too many costs
 * its reader a look into the participants, one too few hides a call, and a deletion that meets the next version could
 * cost just that one.
 */
export async function indexByUser(
  tables: Tables,
  call: CallPlace,
  generation: GenerationName,
  users: CallUsers,
): Promise<void> {
  await forEachConcurrently([...users.values()], REQUESTS_AT_ONCE, async (user) => {
    await tables.table('CallsByUser').upsert(callsByUserRow(call, user, generation));
  });
}

/** Reads who took part in a generation from its rows; fewer than all while they are being deleted. */
export async function readUsers(
  tables: Tables,
  call: CallPlace,
  generation: GenerationName,
): Promise<CallUsers> {
  const users = new Map<string, CallUser>();
  for (const table of ['Participants', 'Sessions'] as const) {
    const select = identityColumnsOf[table];
    const range = generationRange(table, call, generation);
    for await (const page of tables.table(table).query({ ...range, select })) addUsers(users, page);
  }
  return users;
}
