/** Reads the rows of calls, each call whole: what its head counts, and all of one version. */

import { CallIncomplete, CallReplaced, openCall } from '../calls/read-call.ts';
import { forEachConcurrently } from '../language/for-each-concurrently.ts';
import type { CallId } from '../language/identifiers.ts';
import { MOST_VERSIONS_MET } from '../ports/graph.ts';
import { REQUESTS_AT_ONCE } from '../ports/storage.ts';
import type { Store } from '../rows/store.ts';
import type { CallTableName, ExportedTableName } from './exported-tables.ts';
import type { ListedCall } from './listed-calls.ts';
import type { TableRows } from './source.ts';

type CallRows = TableRows<CallTableName>;

/** Rows of calls that memory holds until their calls are whole; of a larger call it holds a page. */
export const MOST_ROWS_HELD = 1_000;

/**
 * The rows of the calls, call by call in the order given. A call that is replaced while it is read is read again; when
 * that happens to a call that memory does not hold, what was given of it is wrong: then this rejects with CallReplaced.
 * Rejects with CallIncomplete for a call whose rows are missing.
 */
export async function* rowsOfCalls(
  store: Store,
  calls: ReadonlyArray<ListedCall>,
  tables: ReadonlySet<ExportedTableName>,
): AsyncGenerator<CallRows> {
  for (const batch of batchesOf(calls)) {
    const [first] = batch;
    if (first !== undefined && first.rows > MOST_ROWS_HELD) yield* rowsOfCall(store, first.callId, tables);
    else yield* await heldRows(store, batch, tables);
  }
}

/** As many as are read at once, and no more rows than memory holds; a larger call is a batch of its own. */
function* batchesOf(calls: ReadonlyArray<ListedCall>): Generator<ReadonlyArray<ListedCall>> {
  let batch: Array<ListedCall> = [];
  let held = 0;
  for (const call of calls) {
    const isFull = batch.length === REQUESTS_AT_ONCE || held + call.rows > MOST_ROWS_HELD;
    if (isFull && batch.length > 0) {
      yield batch;
      batch = [];
      held = 0;
    }
    batch.push(call);
    held += call.rows;
  }
  if (batch.length > 0) yield batch;
}

async function heldRows(
  store: Store,
  batch: ReadonlyArray<ListedCall>,
  tables: ReadonlySet<ExportedTableName>,
): Promise<ReadonlyArray<CallRows>> {
  const read = new Map<ListedCall, ReadonlyArray<CallRows>>();
  await forEachConcurrently(batch, REQUESTS_AT_ONCE, async (call) => {
    read.set(call, await wholeCall(store, call.callId, tables));
  });
  return batch.flatMap((call) => read.get(call) ?? []);
}

async function wholeCall(
  store: Store,
  callId: CallId,
  tables: ReadonlySet<ExportedTableName>,
): Promise<ReadonlyArray<CallRows>> {
  for (let reading = 1; ; reading += 1) {
    try {
      return await Array.fromAsync(rowsOfCall(store, callId, tables));
    } catch (error) {
      if (!(error instanceof CallReplaced) || reading === MOST_VERSIONS_MET) throw error;
    }
  }
}

async function* rowsOfCall(
  store: Store,
  callId: CallId,
  tables: ReadonlySet<ExportedTableName>,
): AsyncGenerator<CallRows> {
  const call = await openCall(store, callId);
  if (call === undefined) throw new CallIncomplete(`${callId}: its row in CallRecords is missing`);
  if (tables.has('CallRecords')) yield { table: 'CallRecords', rows: [call.head] };
  const children = [
    ['Participants', call.participants],
    ['Sessions', call.sessions],
    ['Segments', call.segments],
    ['MediaStreams', call.mediaStreams],
  ] as const;
  for (const [table, pages] of children) {
    if (!tables.has(table)) continue;
    for await (const rows of pages()) yield { table, rows };
  }
}
