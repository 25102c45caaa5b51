/** Tables as full as years leave them. */

import { randomUUID } from 'node:crypto';
import type { MemoryTables } from '../../../src/adapters/memory/tables.ts';

/**
 * Adds so many copies of a stored call under ids of their own: every row beside the call's own, under keys that differ
 * in nothing but the id. Their columns are left out, since no request asks for another call's.
 */
export async function fillTables(tables: MemoryTables, callId: string, copies: number): Promise<void> {
  const keys = tables.names.flatMap((name) =>
    tables
      .rows(name)
      .filter(({ partitionKey, rowKey }) => `${partitionKey} ${rowKey}`.includes(callId))
      .map(({ partitionKey, rowKey }) => ({ table: tables.table(name), partitionKey, rowKey })),
  );
  for (let copy = 0; copy < copies; copy += 1) {
    const copyId = randomUUID();
    for (const { table, partitionKey, rowKey } of keys) {
      await table.upsert({
        partitionKey: partitionKey.replace(callId, copyId),
        rowKey: rowKey.replace(callId, copyId),
        cells: {},
      });
    }
  }
}
