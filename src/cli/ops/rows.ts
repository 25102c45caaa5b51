/** Rows as they stand, whatever people have typed into them. */

import { type DateTime, parseDateTime } from '../../language/date-time.ts';
import { type Json, stringifyJson } from '../../language/json.ts';
import type { RowQuery, Tables } from '../../ports/storage.ts';
import type { Cell, StoredRow } from '../../tables/cell.ts';
import { type TableName, tables } from '../../tables/declarations/index.ts';

/** All rows of a query. */
export async function allRows(
  from: Tables,
  table: TableName,
  query: RowQuery,
): Promise<ReadonlyArray<StoredRow>> {
  const rows: Array<StoredRow> = [];
  for await (const page of from.table(table).query(query)) rows.push(...page);
  return rows;
}

/** A cell as text; empty when there is none. */
export function textIn({ cells }: StoredRow, column: string): string {
  const value = cells[column]?.value;
  return value === undefined ? '' : String(value);
}

/** A cell as an instant; undefined when it holds none. */
export function timeIn({ cells }: StoredRow, column: string): DateTime | undefined {
  return parseDateTime(cells[column]?.value);
}

/** A row for programs: its table, its keys, its columns as they are declared, and then those that are not. */
export function rowLine(table: TableName, row: StoredRow): string {
  const declared = Object.keys(tables[table].columns);
  const undeclared = Object.keys(row.cells).filter((name) => !declared.includes(name));
  const columns = [...declared, ...undeclared.sort()].map(
    (name) => [name, jsonValue(row.cells[name])] as const,
  );
  const { partitionKey: PartitionKey, rowKey: RowKey } = row;
  return jsonLine({ Table: table, PartitionKey, RowKey, ...Object.fromEntries(columns) });
}

/** One object, one line. */
export function jsonLine(value: Json): string {
  return `${stringifyJson(value)}\n`;
}

function jsonValue(cell: Cell | undefined): Json | undefined {
  if (cell === undefined) return undefined;
  return cell.type === 'Binary' ? Buffer.from(cell.value).toString('base64') : cell.value;
}
