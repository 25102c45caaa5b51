/** What erasing a person of many calls takes, beside a bare loop that reads the rows of these calls and deletes them. */

import type { HttpClient } from '@azure/core-rest-pipeline';
import { TableClient, type TransactionAction } from '@azure/data-tables';
import { createAzureTables } from '../../src/adapters/storage/tables.ts';
import { systemClock, systemRandom } from '../../src/adapters/system.ts';
import { createApplication } from '../../src/app.ts';
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
import { benchTenant, configOf, endpoint, graphInProcess, ingestNotified, recordOf } from './pipeline.ts';
import type { Measurement } from './workbench.ts';

const CALLS = 1_000;

/** Organizes every call, and is an end of it. */
const PERSON = 'ada00000-0000-4000-8000-000000000001';

/** Where the calls are stored. */
interface Account {
  readonly connectionString: string;
  readonly tenantId: Store['tenantId'];
}

export const erasing: Measurement = {
  name: 'erasing',
  title: 'Erasing a person',
  async run(workbench) {
    const connectionString = await workbench.freshAccount();
    const tenantId = await storeCalls(connectionString);
    const account = { connectionString, tenantId };
    const erased = await measured(account, erase);
    const deleted = await measured(account, deleteBarely);
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
  },
};

async function storeCalls(connectionString: string): Promise<Store['tenantId']> {
  const tenant = benchTenant();
  const httpClient = organizedByPerson(graphInProcess(tenant));
  const application = createApplication(configOf(tenant, connectionString, 'http://127.0.0.1'), {
    httpClient,
  });
  await application.createStorage();
  const callIds = Array.from({ length: CALLS }, () => recordOf(tenant, { kind: 'peer-to-peer' }));
  await forEachConcurrently(callIds, REQUESTS_AT_ONCE, async (callId) => {
    const { kind } = await ingestNotified(application, tenant.tenantId, callId);
    if (kind !== 'stored') throw new Error(`${callId}: ${kind}`);
  });
  return application.store.tenantId;
}

/** The same Graph with the person in the place of whoever organized a call: the simulated tenant has many users. */
function organizedByPerson(graph: HttpClient): HttpClient {
  const organizers = new Map<string | undefined, string>();
  return {
    async sendRequest(request) {
      const answer = await graph.sendRequest(request);
      const body = answer.bodyAsText ?? '';
      const [, callId] = /callRecords\/([\w-]{36})/.exec(request.url) ?? [];
      // The record comes first, and says who organized it.
      const [, named] = /"organizer_v2":\{"id":"([^"]+)"/.exec(body) ?? [];
      const organizer = organizers.get(callId) ?? named;
      if (organizer === undefined) return answer;
      organizers.set(callId, organizer);
      return { ...answer, bodyAsText: body.replaceAll(organizer, PERSON) };
    },
  };
}

async function measured(account: Account, work: (account: Account) => Promise<void>) {
  const begun = performance.now();
  const requests = await outgoingRequests([endpoint(account.connectionString, 'Table')], () => work(account));
  const requestsOfCall = Math.round((10 * requests.length) / CALLS) / 10;
  return { ms: performance.now() - begun, requestsOfCall };
}

async function erase({ connectionString, tenantId }: Account): Promise<void> {
  const tables = createAzureTables({ connectionString });
  const store = createStore({ tables, tenantId, clock: systemClock });
  await requestErasure(store, systemRandom, [PERSON]);
  const later: Clock = { ...systemClock, now: () => new Date(systemClock.now().getTime() + HOUR_MS) };
  const seen = createStore({ tables, tenantId, clock: later });
  const forgetting = { store: seen, random: systemRandom, door: createDoor(seen), log: silentLog };
  const asked = async () => (await readWithheld(seen)).erasures[0]?.values;
  // A run takes eight minutes at most.
  while ((await asked())?.NextPassAt === undefined) await forget(forgetting);
  const calls = (await asked())?.Calls;
  if (calls !== CALLS) throw new Error(`${calls} calls of ${CALLS} were stored again`);
}

/** By the Azure library with nothing around it, one call after the other, as the timer does. */
async function deleteBarely({ connectionString, tenantId }: Account): Promise<void> {
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
