/** Whether storing a call costs more when the tables are full, and what listing a full day costs. */

import { randomUUID } from 'node:crypto';
import type { MemoryTables } from '../../src/adapters/memory/tables.ts';
import { callsOfDay } from '../../src/calls/calls-of-day.ts';
import { countTable } from './findings.ts';
import { createCountedPipeline, recordOf } from './pipeline.ts';
import type { Measurement } from './workbench.ts';

/** All of one day, which is the worst of it: they share the partitions that are by day. */
const CALLS = 50_000;

/** https://learn.microsoft.com/rest/api/storageservices/query-timeout-and-pagination */
const ROWS_OF_AN_ANSWER = 1_000;

export const tableGrowth: Measurement = {
  name: 'table-growth',
  title: 'Cost against table size',
  async run() {
    const { tenant, tables, application, requestsOf, requestsDuring } = createCountedPipeline();
    const requestsOfCall = async (callId: string) => {
      const newRecord = await requestsOf(callId);
      const duplicate = await requestsOf(callId);
      tenant.publishVersion(callId);
      return { newRecord, duplicate, nextVersion: await requestsOf(callId) };
    };
    const firstCall = recordOf(tenant, { kind: 'peer-to-peer' });
    const first = await requestsOfCall(firstCall);
    await fillTables(tables, firstCall, CALLS);
    let listed = 0;
    const last = await requestsOfCall(recordOf(tenant, { kind: 'peer-to-peer' }));
    const listing = await requestsDuring(async () => {
      for await (const { rows } of callsOfDay(application.store, dayOf(tables, firstCall)))
        listed += rows.length;
    });
    // The first call's requests are the limit.
    return [
      countTable([
        [`new record beside ${CALLS} calls`, 'requests', last.newRecord, first.newRecord],
        [`duplicate notification beside ${CALLS} calls`, 'requests', last.duplicate, first.duplicate],
        [`next version beside ${CALLS} calls`, 'requests', last.nextVersion, first.nextVersion],
        [`a day of ${listed} calls listed`, 'requests', listing, Math.ceil(listed / ROWS_OF_AN_ANSWER)],
      ]),
    ];
  },
};

function dayOf(tables: MemoryTables, callId: string): string {
  const row = tables.rows('CallsByDay').find(({ rowKey }) => rowKey.includes(callId));
  return row?.rowKey.slice(0, 'yyyy-MM-dd'.length) ?? '';
}

/**
 * Adds so many copies of a stored call under ids of their own: every row beside the call's own, under keys that differ
 * in nothing but the id. Only a list asks for another call's columns: in the other tables they are left out.
 */
async function fillTables(tables: MemoryTables, callId: string, copies: number): Promise<void> {
  const rows = tables.names.flatMap((name) =>
    tables
      .rows(name)
      .filter(({ partitionKey, rowKey }) => `${partitionKey} ${rowKey}`.includes(callId))
      .map((row) => ({ ...row, table: tables.table(name), cells: name === 'CallsByDay' ? row.cells : {} })),
  );
  for (let copy = 0; copy < copies; copy += 1) {
    const copyId = randomUUID();
    for (const { table, partitionKey, rowKey, cells } of rows) {
      await table.upsert({
        partitionKey: partitionKey.replace(callId, copyId),
        rowKey: rowKey.replace(callId, copyId),
        cells,
      });
    }
  }
}
