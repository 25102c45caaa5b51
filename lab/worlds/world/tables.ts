/** The tables of a world, as each instance reaches them, and as the checker does: raw. */

import type { TableRequest } from '../../../src/adapters/memory/intercept.ts';
import { MemoryTable, type TableContent } from '../../../src/adapters/memory/memory-table.ts';
import type { SortedRows } from '../../../src/adapters/memory/sorted-rows.ts';
import type { Replacements } from '../../../src/app.ts';
import type { RowKey, StoredRow } from '../../../src/tables/cell.ts';
import { type TableName, tables } from '../../../src/tables/declarations/index.ts';
import { askingTables, carryOut, isRead, type TableCall } from '../../storage/table-call.ts';
import type { Instance } from './instance.ts';
import type { Wire } from './wire.ts';

/** Hears of every request once it is carried out, before anybody else can do anything. */
export type TableListener = (request: TableRequest, by: string) => void;

/** Stands between the instances and the tables. */
export type Between = (call: TableCall, instance: Instance, go: () => Promise<unknown>) => Promise<unknown>;

const names = Object.keys(tables) as ReadonlyArray<TableName>;

/** The waits of the adapter's table requests. */
const AGAIN_AFTER_MS = [200, 1_000, 3_000];

export class SimulatedTables {
  readonly #contents: ReadonlyMap<TableName, TableContent>;
  readonly #heard: TableListener;
  #between: Between = (_call, _instance, go) => go();

  constructor(heard: TableListener) {
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

  /** What stands in a table, read past every wire. */
  row(table: TableName, { partitionKey, rowKey }: RowKey): StoredRow | undefined {
    return this.#content(table).partitions.get(partitionKey)?.get(rowKey);
  }

  *rows(table: TableName): Generator<StoredRow, void, undefined> {
    for (const rows of this.#content(table).partitions.values()) yield* rows.from('');
  }

  /** A table past every wire: for operators who type rows in. */
  table(name: TableName): MemoryTable {
    return this.#memoryTable(name, 'operator');
  }

  /** From now on every request of an instance passes through this. */
  standBetween(between: Between): void {
    const inner = this.#between;
    this.#between = (call, instance, go) => between(call, instance, () => inner(call, instance, go));
  }

  /** The tables as an instance reaches them. */
  seenThrough(wire: Wire): NonNullable<Replacements['tables']> {
    const { instance } = wire;
    const memory = new Map(names.map((name) => [name, this.#memoryTable(name, instance.name)]));
    const asking = askingTables((call) => this.#between(call, instance, () => ask(call)));
    const seen = new Map(names.map((name) => [name, asking.table(name)]));
    return {
      names,
      async createAll() {},
      table: (name) => declared(seen, name),
    };

    function ask(call: TableCall): Promise<unknown> {
      const request = {
        to: 'tables',
        what: () => `${call.method} ${call.table}`,
        isRead: isRead(call),
        againAfter: AGAIN_AFTER_MS,
      } as const;
      return wire.toStorage(request, () => carryOut(call, declared(memory, call.table)));
    }
  }

  #memoryTable(name: TableName, by: string): MemoryTable {
    return new MemoryTable(this.#content(name), (request) => {
      if (request.phase === 'after') this.#heard(request, by);
    });
  }

  #content(name: TableName): TableContent {
    return declared(this.#contents, name);
  }
}

function declared<Value>(values: ReadonlyMap<TableName, Value>, name: TableName): Value {
  const value = values.get(name);
  if (value === undefined) throw new Error(`${name} is not a declared table`);
  return value;
}
