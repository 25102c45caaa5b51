/** Reads rows with the Azure library alone, past the program's own adapter. */

import { TableClient } from '@azure/data-tables';
import type { TableName } from '../../src/tables/declarations/index.ts';
import { sortableDateTime } from '../graph/date-time.ts';
import type { Row } from './row.ts';

/** The rows of a table, or of one partition, in the order of their keys; with all their columns, or these. */
export async function* azureRows(
  connectionString: string,
  table: TableName,
  {
    partitionKey,
    columns,
  }: { readonly partitionKey?: string; readonly columns?: ReadonlyArray<string> } = {},
): AsyncGenerator<Row> {
  const client = TableClient.fromConnectionString(connectionString, table, { allowInsecureConnection: true });
  const queryOptions = {
    ...(partitionKey === undefined ? {} : { filter: `PartitionKey eq '${partitionKey}'` }),
    ...(columns === undefined ? {} : { select: ['PartitionKey', 'RowKey', ...columns] }),
  };
  // Converted by the library, date-times would lose four digits.
  for await (const entity of client.listEntities({ queryOptions, disableTypeConversion: true })) {
    yield rowOf(entity);
  }
}

function rowOf({ partitionKey, rowKey, ...columns }: Readonly<Record<string, unknown>>): Row {
  const cells = Object.entries(columns).flatMap(([column, cell]) =>
    isCell(cell) ? [[column, { value: read(cell) }] as const] : [],
  );
  return { partitionKey: String(partitionKey), rowKey: String(rowKey), cells: Object.fromEntries(cells) };
}

interface Cell {
  readonly type: string;
  readonly value: unknown;
}

/** What the library adds to an entity, such as its ETag, says no type. */
function isCell(cell: unknown): cell is Cell {
  return typeof cell === 'object' && cell !== null && 'type' in cell && 'value' in cell;
}

function read({ type, value }: Cell): unknown {
  const text = String(value);
  if (type === 'Binary') return Buffer.from(text, 'base64');
  // The service leaves out trailing zeros of the fraction.
  return type === 'DateTime' ? (sortableDateTime(text) ?? text) : value;
}
