/** Reads the rows of calls, each call whole: what its head counts, and all of one version. */

import { CallIncomplete, CallReplaced, openCall } from '../calls/read-call.ts';
import { atMost, type Turns } from '../language/at-most.ts';
import type { CallId } from '../language/identifiers.ts';
import { sideBySide } from '../language/side-by-side.ts';
import { MOST_VERSIONS_MET } from '../ports/graph.ts';
import { REQUESTS_AT_ONCE } from '../ports/storage.ts';
import type { Store } from '../rows/store.ts';
import type { ExportedRow } from './encoder.ts';
import type { CallTableName, ExportedTableName } from './exported-tables.ts';
import type { ListedCall } from './listed-calls.ts';
import type { TableRows } from './source.ts';

type CallRows = TableRows<CallTableName>;

/** Rows that memory holds of calls that are not written yet; of a larger call it holds a page or two of each table. */
export const MOST_ROWS_HELD = 500;

/**
 * The rows of the calls, call by call in the order given. A call that is replaced while it is read is read again; when
 * that happens to a call that memory does not hold, what was given of it is wrong: then this rejects with CallReplaced.
 * Rejects with CallIncomplete for a call whose rows are missing, and with ForeignRow.
 */
export async function* rowsOfCalls(
  store: Store,
  calls: ReadonlyArray<ListedCall>,
  tables: ReadonlySet<ExportedTableName>,
): AsyncGenerator<CallRows> {
  const reading: Reading = { store, tables, inTurn: atMost(REQUESTS_AT_ONCE) };
  /** Calls that are read while those before them are written, and how many rows they have together. */
  const underWay: Array<{ readonly rows: number; readonly read: Promise<ReadonlyArray<CallRows>> }> = [];
  let held = 0;
  async function* first(): AsyncGenerator<CallRows> {
    const call = underWay.shift();
    if (call === undefined) return;
    yield* await call.read;
    held -= call.rows;
  }
  try {
    for (const { callId, rows, unreadable } of calls) {
      if (unreadable !== undefined) throw unreadable;
      const isRoom = () => underWay.length < REQUESTS_AT_ONCE && held + rows <= MOST_ROWS_HELD;
      while (underWay.length > 0 && !isRoom()) yield* first();
      if (!isRoom()) {
        yield* rowsOfCall(reading, callId);
        continue;
      }
      const read = wholeCall(reading, callId);
      // It may fail before its turn comes.
      read.catch(() => undefined);
      underWay.push({ rows, read });
      held += rows;
    }
    while (underWay.length > 0) yield* first();
  } finally {
    await Promise.allSettled(underWay.map(({ read }) => read));
  }
}

interface Reading {
  readonly store: Store;
  readonly tables: ReadonlySet<ExportedTableName>;
  /** For each request. */
  readonly inTurn: Turns;
}

async function wholeCall(reading: Reading, callId: CallId): Promise<ReadonlyArray<CallRows>> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await Array.fromAsync(rowsOfCall(reading, callId));
    } catch (error) {
      if (!(error instanceof CallReplaced) || attempt === MOST_VERSIONS_MET) throw error;
    }
  }
}

type Child = readonly [CallTableName, () => AsyncIterable<ReadonlyArray<ExportedRow>>];

/** A page of each table in turn: while one is written, the others are on their way. */
async function* rowsOfCall({ store, tables, inTurn }: Reading, callId: CallId): AsyncGenerator<CallRows> {
  const call = await inTurn(() => openCall(store, callId));
  if (call === undefined) throw new CallIncomplete(callId, 'its row in CallRecords is missing');
  if (tables.has('CallRecords')) yield { table: 'CallRecords', rows: [call.head] };
  const children: ReadonlyArray<Child> = [
    ['Participants', call.participants],
    ['Sessions', call.sessions],
    ['Segments', call.segments],
    ['MediaStreams', call.mediaStreams],
  ];
  async function* pagesOf([table, pages]: Child): AsyncGenerator<CallRows> {
    for await (const rows of each(pages(), inTurn)) yield { table, rows };
  }
  yield* sideBySide(children.filter(([table]) => tables.has(table)).map(pagesOf));
}

/** The same items, each asked for when it is its turn. */
async function* each<Item>(items: AsyncIterable<Item>, inTurn: Turns): AsyncGenerator<Item> {
  const iterator = items[Symbol.asyncIterator]();
  try {
    for (;;) {
      const item = await inTurn(() => iterator.next());
      if (item.done === true) return;
      yield item.value;
    }
  } finally {
    await iterator.return?.();
  }
}
