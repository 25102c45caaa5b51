/** Writes the rows by which a call is found: its row in CallsByDay, and one in CallsByUser for each who took part. */

import { forEachConcurrently } from '../language/for-each-concurrently.ts';
import { REQUESTS_AT_ONCE, type Tables } from '../ports/storage.ts';
import { type Generation, type GenerationName, parseGenerationName } from '../tables/generation.ts';
import { type CallPlace, callsByUserKey, generationRange } from '../tables/keys.ts';
import {
  addUsers,
  type CallUser,
  type CallUsers,
  identityColumnsOf,
  TABLES_WITH_USERS,
} from './call-users.ts';
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

/** Writes a hint for each of these users, who took part in the generation. */
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

/**
 * Deletes the hints of these users, who are not in the call any more: while a hint names one of the generations that
 * are known to be superseded, or a lower version than the head's. The settle that wrote any other follows that head.
 */
export async function takeBackHints(
  tables: Tables,
  call: CallPlace,
  users: CallUsers,
  { head, superseded }: { readonly head?: Generation; readonly superseded: ReadonlySet<GenerationName> },
): Promise<void> {
  const table = tables.table('CallsByUser');
  await forEachConcurrently([...users.values()], REQUESTS_AT_ONCE, async ({ id }) => {
    const hint = await table.get(callsByUserKey(call, id), ['SeenInGeneration']);
    const seenIn = hint?.cells.SeenInGeneration;
    if (hint === undefined || seenIn?.type !== 'String') return;
    const version = parseGenerationName(seenIn.value)?.version;
    const isBelow =
      superseded.has(seenIn.value) || (head !== undefined && version !== undefined && version < head.version);
    if (isBelow) await table.delete(hint, hint.etag);
  });
}

/** Reads who took part in a generation from its rows; fewer than all while they are being deleted. */
export async function readUsers(
  tables: Tables,
  call: CallPlace,
  generation: GenerationName,
): Promise<CallUsers> {
  const users = new Map<string, CallUser>();
  for (const table of TABLES_WITH_USERS) {
    const select = identityColumnsOf[table];
    const range = generationRange(table, call, generation);
    for await (const page of tables.table(table).query({ ...range, select })) addUsers(users, page);
  }
  return users;
}
