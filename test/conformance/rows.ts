/** Rows for tests, as short as a test wants to read them. */

import type { RowQuery, Table } from '../../src/ports/storage.ts';
import type { Cell, Row, StoredRow } from '../../src/tables/cell.ts';

export const PARTITION = 'partition';

export function row(rowKey: string, cells: Readonly<Record<string, Cell>> = {}): Row {
  return { partitionKey: PARTITION, rowKey, cells };
}

export function text(value: string): Cell {
  return { type: 'String', value };
}

export function int32(value: number): Cell {
  return { type: 'Int32', value };
}

/** All rows of a query, its pages joined. */
export async function all(table: Table, query: Partial<RowQuery> = {}): Promise<ReadonlyArray<StoredRow>> {
  const rows: Array<StoredRow> = [];
  for await (const page of table.query({ partitionKey: PARTITION, ...query })) rows.push(...page);
  return rows;
}

export async function keysOf(table: Table, query: Partial<RowQuery> = {}): Promise<ReadonlyArray<string>> {
  return (await all(table, query)).map(({ rowKey }) => rowKey);
}

/** Writes a row that must not be there yet and gives its ETag. */
export async function inserted(table: Table, newRow: Row): Promise<string> {
  const result = await table.insert(newRow);
  if (!result.written) throw new Error(`not inserted: ${result.because}`);
  return result.etag;
}
