/** What is stored, and who is in it: everything as one text, rows, and documents as they are when they are opened. */

import { gunzipSync } from 'node:zlib';
import type { MemoryTables } from '../../src/adapters/memory/tables.ts';
import type { CallId } from '../../src/language/identifiers.ts';
import type { StoredRow } from '../../src/tables/cell.ts';
import { bytesIn } from '../../src/tables/chunk.ts';
import { valuesOf } from '../store/call-in-store.ts';

export interface Person {
  readonly id: string;
  readonly displayName: string;
  readonly userPrincipalName: string;
}

/** A user of the own tenant who took part in the call. */
export function personIn(tables: MemoryTables, callId: CallId): Person {
  const row = tables
    .rows('Participants')
    .filter(({ partitionKey }) => partitionKey === callId)
    .map(valuesOf)
    .find(({ IdentityKind }) => IdentityKind === 'user');
  return {
    id: String(row?.IdentityId),
    displayName: String(row?.DisplayName),
    userPrincipalName: String(row?.UserPrincipalName),
  };
}

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
