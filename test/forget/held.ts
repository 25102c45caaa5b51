/** Everything that is stored, as one text: rows, and documents as they are when they are opened. */

import { gunzipSync } from 'node:zlib';
import type { MemoryTables } from '../../src/adapters/memory/tables.ts';
import type { StoredRow } from '../../src/tables/cell.ts';
import { bytesIn } from '../../src/tables/chunk.ts';
import { valuesOf } from '../store/call-in-store.ts';

export function everythingIn(tables: MemoryTables): string {
  return tables.names
    .flatMap((name) => [
      ...tables.rows(name).map((row) => `${name} ${row.partitionKey} ${row.rowKey} ${cellsText(row)}`),
      ...(name === 'CallRecordDocuments' ? documentsIn(tables.rows(name)) : []),
    ])
    .join('\n')
    .toLowerCase();
}

function cellsText({ cells }: StoredRow): string {
  return Object.entries(cells)
    .map(([name, { value }]) => (value instanceof Uint8Array ? '' : `${name}=${value}`))
    .join(' ');
}

function documentsIn(rows: ReadonlyArray<StoredRow>): ReadonlyArray<string> {
  const chunks = Map.groupBy(rows, ({ partitionKey, cells }) => `${partitionKey} ${cells.Generation?.value}`);
  return [...chunks.values()].map((ofOne) =>
    gunzipSync(Buffer.concat(ofOne.flatMap((row) => bytesIn(valuesOf(row))))).toString('utf8'),
  );
}
