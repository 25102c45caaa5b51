/** Rows as they stand, whatever users have typed into them. */

import type { Json, JsonObject } from '../../language/json.ts';
import type { RowQuery } from '../../ports/storage.ts';
import type { Cell, StoredRow } from '../../tables/cell.ts';
import { type TableName, tables } from '../../tables/declarations/index.ts';
import type { StoreContext } from '../command.ts';
import type { List } from '../list.ts';

/** All rows of a query. */
export async function allRows(
  { store, terminal }: Pick<StoreContext, 'store' | 'terminal'>,
  table: TableName,
  query: RowQuery,
): Promise<ReadonlyArray<StoredRow>> {
  return await terminal.during(async (show) => {
    const rows: Array<StoredRow> = [];
    for await (const page of store.table(table).query(query)) {
      rows.push(...page);
      show(`${rows.length} rows of ${table} read`);
    }
    return rows;
  });
}

/** How programs are given the rows of a table: its name, the keys, the declared columns, and then others. */
export function rowObjects(table: TableName): Pick<List<StoredRow>, 'properties' | 'object'> {
  const declared = Object.keys(tables[table].columns);
  return {
    properties: ['Table', 'PartitionKey', 'RowKey', ...declared],
    object: (row) => rowObject(table, row),
  };
}

export function rowObject(table: TableName, { partitionKey, rowKey, cells }: StoredRow): JsonObject {
  const declared = Object.keys(tables[table].columns);
  const undeclared = Object.keys(cells).filter((name) => !declared.includes(name));
  const columns = [...declared, ...undeclared.sort()].map((name) => [name, jsonValue(cells[name])] as const);
  return { Table: table, PartitionKey: partitionKey, RowKey: rowKey, ...Object.fromEntries(columns) };
}

function jsonValue(cell: Cell | undefined): Json | undefined {
  if (cell === undefined) return undefined;
  return cell.type === 'Binary' ? Buffer.from(cell.value).toString('base64') : cell.value;
}
