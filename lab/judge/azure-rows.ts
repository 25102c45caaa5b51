/** Reads rows with the Azure library alone, past the program's own adapter. */

import { TableClient } from '@azure/data-tables';
import { sortableDateTime } from '../graph/date-time.ts';
import type { ReadRows, Row } from './row.ts';

export function azureRows(connectionString: string): ReadRows {
  return async function* (table, { partitionKey, columns } = {}) {
    const client = TableClient.fromConnectionString(connectionString, table, {
      allowInsecureConnection: true,
    });
    const queryOptions = {
      ...(partitionKey === undefined ? {} : { filter: `PartitionKey eq '${partitionKey}'` }),
      ...(columns === undefined ? {} : { select: ['PartitionKey', 'RowKey', ...columns] }),
    };
    // Converted by the library, date-times would lose four digits.
    for await (const entity of client.listEntities({ queryOptions, disableTypeConversion: true })) {
      yield rowOf(entity);
    }
  };
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
