/** The tables of a world, as each instance reaches them, and as the checker does: raw. */

import type { TableRequest } from '../../../src/adapters/memory/intercept.ts';
import { MemoryTable, type TableContent } from '../../../src/adapters/memory/memory-table.ts';
import { SortedRows } from '../../../src/adapters/memory/sorted-rows.ts';
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

function ofEach<Value>(make: (name: TableName) => Value): Readonly<Record<TableName, Value>> {
  return Object.fromEntries(names.map((name) => [name, make(name)])) as Record<TableName, Value>;
}

/** The waits of the adapter's table requests. */
const AGAIN_AFTER_MS = [200, 1_000, 3_000];

export class SimulatedTables {
  readonly #contents: Readonly<Record<TableName, TableContent>>;
  readonly #heard: TableListener;
  #between: Between = (_call, _instance, go) => go();

  /** `now`: the clock of the service. */
  constructor(heard: TableListener, now: () => Date) {
    let writes = 0;
    const nextETag = () => {
      writes += 1;
      return `W/"${writes}"`;
    };
    this.#heard = heard;
    this.#contents = ofEach((name) => ({ name, partitions: new Map<string, SortedRows>(), nextETag, now }));
  }

  /** What stands in a table, read past every wire. */
  row(table: TableName, { partitionKey, rowKey }: RowKey): StoredRow | undefined {
    return this.#contents[table].partitions.get(partitionKey)?.get(rowKey);
  }

  *rows(table: TableName): Generator<StoredRow, void, undefined> {
    for (const rows of this.#contents[table].partitions.values()) yield* rows.from('');
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

  /**
   * Makes every row of a table what `as` says, at once and unheard of: as if it had been written so. Returns where each
   * stood and where it stands.
   */
  rewrite(
    name: TableName,
    as: (row: StoredRow) => StoredRow,
  ): ReadonlyArray<readonly [before: RowKey, after: RowKey]> {
    const { partitions } = this.#contents[name];
    const changes = Array.from(this.rows(name), (row) => [row, as(row)] as const);
    partitions.clear();
    for (const [, row] of changes) {
      const rows = partitions.get(row.partitionKey) ?? new SortedRows();
      partitions.set(row.partitionKey, rows);
      rows.set(row);
    }
    return changes;
  }

  /** The tables as an instance reaches them. */
  seenThrough(wire: Wire): NonNullable<Replacements['tables']> {
    const { instance } = wire;
    const memory = ofEach((name) => this.#memoryTable(name, instance.name));
    const asking = askingTables((call) => this.#between(call, instance, () => ask(call)));
    const seen = ofEach((name) => asking.table(name));
    return { names, async createAll() {}, table: (name) => seen[name] };

    function ask(call: TableCall): Promise<unknown> {
      const request = {
        to: 'tables',
        what: () => `${call.method} ${call.table}`,
        isRead: isRead(call),
        againAfter: AGAIN_AFTER_MS,
      } as const;
      return wire.toStorage(request, () => carryOut(call, memory[call.table]));
    }
  }

  #memoryTable(name: TableName, by: string): MemoryTable {
    return new MemoryTable(this.#contents[name], (request) => {
      if (request.phase === 'after') this.#heard(request, by);
    });
  }
}
