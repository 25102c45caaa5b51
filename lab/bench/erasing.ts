/** What erasing a person of many calls takes, beside a bare loop that reads the rows of these calls and deletes them. */

import { TableClient, type TransactionAction } from '@azure/data-tables';
import { createAzureTables } from '../../src/adapters/storage/tables.ts';
import { systemClock, systemRandom } from '../../src/adapters/system.ts';
import { forget } from '../../src/forget/forget.ts';
import { requestErasure } from '../../src/forget/request.ts';
import { forEachConcurrently } from '../../src/language/for-each-concurrently.ts';
import { HOUR_MS } from '../../src/language/milliseconds.ts';
import { silentLog } from '../../src/logs/log.ts';
import type { Clock } from '../../src/ports/clock.ts';
import { REQUESTS_AT_ONCE } from '../../src/ports/storage.ts';
import { createStore, type Store } from '../../src/rows/store.ts';
import { MAX_BATCH_ROWS } from '../../src/tables/row-limits.ts';
import { createDoor } from '../../src/withheld/door.ts';
import { readWithheld } from '../../src/withheld/withheld.ts';
import { comparisonTable, countTable } from './findings.ts';
import { outgoingRequests } from './outgoing-requests.ts';
import { type Pipeline, recordOf, startPipeline } from './pipeline.ts';
import type { Measurement } from './workbench.ts';

const CALLS = 1_000;

export const erasing: Measurement = {
  name: 'erasing',
  title: 'Erasing a person',
  async run(workbench) {
    const connectionString = await workbench.freshAccount();
    const pipeline = await startPipeline(connectionString);
    try {
      await storeCalls(pipeline);
      const erased = await measured(pipeline, () => erase(pipeline, connectionString));
      const deleted = await measured(pipeline, () => deleteBarely(pipeline, connectionString));
      const comparison = {
        what: `a person of ${CALLS} calls erased, in one pass`,
        unit: 'ms',
        ours: erased.ms,
        bare: deleted.ms,
        ratios: [erased.ms / deleted.ms],
      } as const;
      return [
        comparisonTable('rows of these calls read and deleted', [comparison]),
        countTable([
          ['each call erased: tables', 'requests', erased.requestsOfCall],
          ['each call read and deleted: tables', 'requests', deleted.requestsOfCall],
        ]),
      ];
    } finally {
      await pipeline.close();
    }
  },
};

async function storeCalls({ tenant, ingest }: Pipeline): Promise<void> {
  const callIds = Array.from({ length: CALLS }, () => recordOf(tenant, { kind: 'peer-to-peer' }));
  await forEachConcurrently(callIds, REQUESTS_AT_ONCE, async (callId) => {
    const { kind } = await ingest(callId);
    if (kind !== 'stored') throw new Error(`${callId}: ${kind}`);
  });
}

async function measured({ addresses }: Pipeline, work: () => Promise<void>) {
  const begun = performance.now();
  const requests = await outgoingRequests([addresses.tables], work);
  const requestsOfCall = Math.round((10 * requests.length) / CALLS) / 10;
  return { ms: performance.now() - begun, requestsOfCall };
}

/** The person has as many ids as it takes for each call to name one: a drawn user has a few calls alone. */
async function erase({ tenant }: Pipeline, connectionString: string): Promise<void> {
  const tables = createAzureTables({ connectionString });
  const tenantId = tenant.tenantId as Store['tenantId'];
  const store = createStore({ tables, tenantId, clock: systemClock });
  const later: Clock = { ...systemClock, now: () => new Date(systemClock.now().getTime() + HOUR_MS) };
  await requestErasure(store, systemRandom, await idsInEveryCall(store));
  const seen = createStore({ tables, tenantId, clock: later });
  const forgetting = { store: seen, random: systemRandom, door: createDoor(seen), log: silentLog };
  // A run takes eight minutes at most.
  while (((await readWithheld(seen)).erasures[0]?.values.NextPassAt ?? '') === '') await forget(forgetting);
  const calls = (await readWithheld(seen)).erasures[0]?.values.Calls;
  if (calls !== CALLS) throw new Error(`${calls} calls of ${CALLS} were stored again`);
}

async function idsInEveryCall(store: Store): Promise<ReadonlyArray<string>> {
  const ids = new Set<string>();
  const named = new Set<unknown>();
  const hints = store
    .table('CallsByUser')
    .queryPartitions({ partitionKeyFrom: '', partitionKeyBefore: '~', select: ['IdentityId', 'CallId'] });
  for await (const page of hints) {
    for (const { cells } of page) {
      if (named.has(cells.CallId?.value)) continue;
      named.add(cells.CallId?.value);
      ids.add(String(cells.IdentityId?.value));
    }
  }
  return [...ids];
}

/** By the Azure library with nothing around it, one call after the other, as the timer does. */
async function deleteBarely({ tenant: { tenantId } }: Pipeline, connectionString: string): Promise<void> {
  const client = (table: string) =>
    TableClient.fromConnectionString(connectionString, table, { allowInsecureConnection: true });
  for await (const { partitionKey: callId = '', FirstStartDateTime } of client('CallRecords').listEntities<{
    readonly FirstStartDateTime: Date;
  }>()) {
    const day = FirstStartDateTime.toISOString().slice(0, 10);
    const ofCall = `PartitionKey eq '${callId}'`;
    const streams = `PartitionKey eq '${tenantId}_${day}_${callId.charAt(0)}' and RowKey ge '${callId}' and RowKey lt '${callId}~'`;
    for (const [table, filter] of [
      ['Participants', ofCall],
      ['Sessions', ofCall],
      ['Segments', ofCall],
      ['MediaStreams', streams],
      ['CallRecordDocuments', ofCall],
    ] as const) {
      const deletions: Array<TransactionAction> = [];
      for await (const { partitionKey = '', rowKey = '' } of client(table).listEntities({
        queryOptions: { filter },
      })) {
        deletions.push(['delete', { partitionKey, rowKey }]);
      }
      for (let from = 0; from < deletions.length; from += MAX_BATCH_ROWS)
        await client(table).submitTransaction(deletions.slice(from, from + MAX_BATCH_ROWS));
    }
    await client('CallRecords').deleteEntity(callId, tenantId);
  }
}
