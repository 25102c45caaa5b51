/**
 * Tables in memory, which answer as Azure Table Storage does: typed cells, key order by UTF-16 code unit, ETags,
 * conditional writes, batches that happen as a whole or not at all, pages of 1,000 rows, and the same limits, checked
 * by the same code. What a caller writes is copied, and nothing that it reads can be changed. One conformance suite runs against these and the emulator.
 *
 * Not simulated:
 * - time: a request takes no longer than its interception does, and none fails by itself;
 * - tables that do not exist: every declared table is there from the start;
 * - pages cut short by time or size: a page ends after 1,000 rows that match, or with the last row;
 * - throttling, replicas, authorisation, the account's and the partition's throughput.
 *
 * Where the others differ:
 * - ETags are short counters here, and times in the emulator and in Azure: to callers all are opaque;
 * - the emulator takes keys, names, dates and sizes that Azure refuses (rows over 1 MiB, over 252 columns, DateTimes
 *   before 1601); the adapters' own checks keep them from all three;
 * - the emulator measures a row by its JSON, in which bytes are a third longer, wherever it is not inserted by itself:
 *   it refuses from some 750 KiB of bytes on what Azure takes up to 1 MiB;
 * - the emulator reads no exponent in the numbers of a filter, and takes a row key with `RowKey='` in it for another
 *   when it stands in a batch;
 * - `where` compares only cells of the literal's own type; Azure also compares some numbers of different types, and the
 *   emulator compares any two values as JavaScript does.
 */

import type { Tables } from '../../ports/storage.ts';
import type { StoredRow } from '../../tables/cell.ts';
import { type TableName, tables } from '../../tables/declarations/index.ts';
import type { Intercept, TableRequest } from './intercept.ts';
import { MemoryTable, type TableContent } from './memory-table.ts';
import { toRead } from './stored-row.ts';

export interface MemoryTables extends Tables {
  /** Every declared table. */
  readonly names: ReadonlyArray<TableName>;
  /** Does nothing: every declared table is there from the start. */
  createAll(): Promise<void>;
  /** The same tables as another process sees them, whose requests pass through its own interception. */
  seenThrough(intercept: Intercept<TableRequest>): MemoryTables;
  /** All rows of a table by PartitionKey and RowKey, for assertions: not a request. */
  rows(name: TableName): ReadonlyArray<StoredRow>;
}

/** New, empty tables. `now`: the clock of the service; without it rows do not tell when they were written. */
export function createMemoryTables(
  options: { intercept?: Intercept<TableRequest>; now?: () => Date } = {},
): MemoryTables {
  const names = Object.keys(tables) as Array<TableName>;
  let writes = 0;
  const nextETag = () => {
    writes += 1;
    return `W/"${writes}"`;
  };
  const contents = new Map<TableName, TableContent>(
    names.map((name) => [name, { name, partitions: new Map(), nextETag, now: options.now }]),
  );
  return tablesOver(contents, options.intercept);
}

function tablesOver(
  contents: ReadonlyMap<TableName, TableContent>,
  intercept: Intercept<TableRequest> | undefined,
): MemoryTables {
  const contentOf = (name: TableName): TableContent => {
    const content = contents.get(name);
    if (content === undefined) throw new Error(`${name} is not a declared table`);
    return content;
  };
  return {
    names: Array.from(contents.keys()),
    async createAll() {},
    table: (name) => new MemoryTable(contentOf(name), intercept),
    seenThrough: (other) => tablesOver(contents, other),
    rows(name) {
      const partitions = [...contentOf(name).partitions].sort(([a], [b]) => (a < b ? -1 : 1));
      return partitions.flatMap(([, rows]) => Array.from(rows.from(''), (row) => toRead(row)));
    },
  };
}
