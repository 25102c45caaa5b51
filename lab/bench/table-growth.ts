/** Whether storing a call costs more when the tables are full. */

import { randomUUID } from 'node:crypto';
import type { MemoryTables } from '../../src/adapters/memory/tables.ts';
import { countTable } from './findings.ts';
import { createCountedPipeline, recordOf } from './pipeline.ts';
import type { Measurement } from './workbench.ts';

/** All of one day, which is the worst of it: they share the partitions that are by day. */
const CALLS = 50_000;

export const tableGrowth: Measurement = {
  name: 'table-growth',
  title: 'Cost against table size',
  async run() {
    const { tenant, tables, requestsOf } = createCountedPipeline();
    const requestsOfCall = async (callId: string) => {
      const newRecord = await requestsOf(callId);
      const duplicate = await requestsOf(callId);
      tenant.publishVersion(callId);
      return { newRecord, duplicate, nextVersion: await requestsOf(callId) };
    };
    const firstCall = recordOf(tenant, { kind: 'peer-to-peer' });
    const first = await requestsOfCall(firstCall);
    await fillTables(tables, firstCall, CALLS);
    const last = await requestsOfCall(recordOf(tenant, { kind: 'peer-to-peer' }));
    // The first call's requests are the limit.
    return [
      countTable([
        [`new record beside ${CALLS} calls`, 'requests', last.newRecord, first.newRecord],
        [`duplicate notification beside ${CALLS} calls`, 'requests', last.duplicate, first.duplicate],
        [`next version beside ${CALLS} calls`, 'requests', last.nextVersion, first.nextVersion],
      ]),
    ];
  },
};

/**
 * Adds so many copies of a stored call under ids of their own: every row beside the call's own, under keys that differ
 * in nothing but the id. Their columns are left out, since no request asks for another call's.
 */
async function fillTables(tables: MemoryTables, callId: string, copies: number): Promise<void> {
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
