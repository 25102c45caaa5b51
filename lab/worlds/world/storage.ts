/** The tables and the queue of a world, as each instance sees them, and as the checker does: raw. */

import type { Intercept, TableRequest } from '../../../src/adapters/memory/intercept.ts';
import type { TableContent } from '../../../src/adapters/memory/memory-table.ts';
import { MemoryTable } from '../../../src/adapters/memory/memory-table.ts';
import type { SortedRows } from '../../../src/adapters/memory/sorted-rows.ts';
import type { Replacements } from '../../../src/app.ts';
import type { RowKey, StoredRow } from '../../../src/tables/cell.ts';
import { type TableName, tables } from '../../../src/tables/declarations/index.ts';
import { RetryingTable } from './retrying-table.ts';
import type { Accident, Wire } from './wire.ts';

/** Hears of every write once it is done, before anybody else can do anything. */
export type WriteListener = (request: TableRequest, by: string) => void;

const names = Object.keys(tables) as ReadonlyArray<TableName>;

export class SimulatedTables {
  readonly #contents: ReadonlyMap<TableName, TableContent>;
  readonly #heard: WriteListener;

  constructor(heard: WriteListener) {
    let writes = 0;
    const nextETag = () => {
      writes += 1;
      return `W/"${writes}"`;
    };
    this.#heard = heard;
    this.#contents = new Map(
      names.map((name) => [name, { name, partitions: new Map<string, SortedRows>(), nextETag }]),
    );
  }

  /** What stands in a table, read past everybody. */
  row(table: TableName, { partitionKey, rowKey }: RowKey): StoredRow | undefined {
    return this.#content(table).partitions.get(partitionKey)?.get(rowKey);
  }

  *rows(table: TableName): Generator<StoredRow, void, undefined> {
    for (const rows of this.#content(table).partitions.values()) yield* rows.from('');
  }

  /** The tables past every wire: for people who type rows in. */
  table(name: TableName): MemoryTable {
    return new MemoryTable(this.#content(name), (request) => {
      if (request.phase === 'after') this.#heard(request, 'operator');
    });
  }

  /** The tables as an instance reaches them. */
  seenThrough(wire: Wire): NonNullable<Replacements['tables']> {
    // Both phases of a request name the same list of rows.
    const accidents = new WeakMap<ReadonlyArray<string>, Accident>();
    const intercept: Intercept<TableRequest> = async (request) => {
      const { rowKeys } = request;
      if (request.phase === 'before') {
        const accident = await wire.before('tables', () => `${request.operation} ${request.table}`);
        if (accident !== undefined) accidents.set(rowKeys, accident);
        return;
      }
      const isRead = request.operation === 'get' || request.operation === 'query';
      this.#heard(request, wire.instance.name);
      await wire.after('tables', isRead, accidents.get(rowKeys));
    };
    const opened = new Map(
      names.map((name) => [
        name,
        new RetryingTable(new MemoryTable(this.#content(name), intercept), wire.instance.clock),
      ]),
    );
    return {
      names,
      async createAll() {},
      table(name) {
        const table = opened.get(name);
        if (table === undefined) throw new Error(`${name} is not a declared table`);
        return table;
      },
    };
  }

  #content(name: TableName): TableContent {
    const content = this.#contents.get(name);
    if (content === undefined) throw new Error(`${name} is not a declared table`);
    return content;
  }
}
