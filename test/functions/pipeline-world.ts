/**
 * The whole pipeline for one test: the registered functions on the local host, storage behind them, the simulated Graph
 * before them, and one virtual clock for all. Storage is Azurite, or in memory: in the adapters that the conformance
 * tests hold to Azurite, where a request costs a hundredth.
 */

import { CALM_BEHAVIOUR, type GraphBehaviour } from '../../lab/graph/behaviour.ts';
import type { SimulatorEvent } from '../../lab/graph/events.ts';
import { graphHttpClient } from '../../lab/graph/http-client.ts';
import { createTenant, type SimulatedTenant } from '../../lab/graph/tenant.ts';
import type { WebhookResponse } from '../../lab/graph/transport.ts';
import { collectFunctions } from '../../lab/host/function-app.ts';
import { createHost, type Host } from '../../lab/host/host.ts';
import { type HostQueue, queueInMemory, queuesOfAccount } from '../../lab/host/host-queue.ts';
import type { LogEntry } from '../../lab/host/logs.ts';
import { OUR_HOST_JSON } from '../../lab/host/our-host-json.ts';
import { ManualClock } from '../../lab/manual-clock.ts';
import type { Intercept, QueueRequest, TableRequest } from '../../src/adapters/memory/intercept.ts';
import { createMemoryQueue } from '../../src/adapters/memory/queue.ts';
import { createMemoryTables } from '../../src/adapters/memory/tables.ts';
import { createAzureQueue } from '../../src/adapters/storage/queue.ts';
import { createAzureTables } from '../../src/adapters/storage/tables.ts';
import type { Tries } from '../../src/adapters/storage/tries.ts';
import { createApplication, type Replacements } from '../../src/app.ts';
import { readConfig } from '../../src/config.ts';
import { registerFunctions } from '../../src/functions/index.ts';
import type { Tables } from '../../src/ports/storage.ts';
import type { Cell, RowKey, StoredRow } from '../../src/tables/cell.ts';
import type { TableName } from '../../src/tables/declarations/index.ts';
import { freshAccount } from '../storage-account.ts';

export const QUEUE = 'call-records';
export const POISON_QUEUE = 'call-records-poison';

/** A call whose record can be read, and is notified, as soon as the call has ended. */
export const READABLE_AT_ONCE = { readableAfterSeconds: 0, notifiedAfterSeconds: 0 } as const;

/** Storage faults are made on purpose here: trying again after real seconds would only wait. */
const AT_ONCE: Tries = { limitMilliseconds: 10_000, delaysMilliseconds: [] };

/**
 * What a test prepares and looks at is not what it tests: a busy machine may take its time, and Azurite may close a
 * connection that has been idle just as it is used again.
 */
const PATIENTLY: Tries = { limitMilliseconds: 60_000, delaysMilliseconds: [10, 100, 1_000] };

const RECONCILE_EVERY_MS = 5 * 60_000;
const SUMMARIZE_EVERY_MS = 24 * 60 * 60_000;

export const CLIENT_STATE = 'the-secret-of-this-test-alone';

export interface PipelineWorld {
  /** The connection string of the account, past any proxy. */
  readonly account: string;
  /** The tables, past any proxy. */
  readonly tables: Tables;
  /** A queue of this name, past any proxy. */
  readonly queue: (name: string) => HostQueue;
  readonly clock: ManualClock;
  readonly tenant: SimulatedTenant;
  /** The instance that works: the first one, until the test says otherwise. */
  readonly host: Host;
  readonly log: ReadonlyArray<LogEntry>;
  /** What the simulated Graph did and was asked. */
  readonly events: ReadonlyArray<SimulatorEvent>;
  /** Graph delivers what is due, and the queues are worked off, until nothing is left to do at this instant. */
  settle(): Promise<void>;
  /** Lets minutes pass: after each, or after each `step` of them, the timers that are due run and everything settles. */
  pass(minutes: number, step?: number): Promise<void>;
  /** One more instance of the app over the same storage, with some of its settings changed. */
  instance(settings: Readonly<Record<string, string>>): Promise<Host>;
  /** From now on what Graph posts reaches these instances in turn, and the first of them does all other work. */
  use(...instances: readonly [Host, ...ReadonlyArray<Host>]): void;
  /** What Graph gets from a URL instead of the app's answer, such as a time-out; undefined lets its post through. */
  obstruct(answerFrom: (url: URL) => WebhookResponse | undefined): void;
  /** Posts to the webhook as Graph or anybody can. */
  post(
    body: string | Uint8Array<ArrayBuffer>,
    path?: string,
    headers?: Record<string, string>,
  ): Promise<Response>;
  /** A collection of change notifications for these calls, as Graph would send it. */
  notificationsFor(callIds: ReadonlyArray<string>): { value: Array<Record<string, unknown>> };
  /** All rows of a table with this partition key, read past the program under test. */
  rows(table: TableName, partitionKey: string): Promise<ReadonlyArray<StoredRow>>;
  /** All rows of a table that is partitioned by tenant. */
  tenantRows(table: TableName): Promise<ReadonlyArray<StoredRow>>;
  /** Writes a row of a table that is partitioned by tenant, as a person with Storage Explorer can. */
  write(table: TableName, rowKey: string, cells: Readonly<Record<string, Cell>>): Promise<void>;
  writeTo(table: TableName, key: RowKey, cells: Readonly<Record<string, Cell>>): Promise<void>;
  /** Changes one cell of a row, as a person with Storage Explorer can. */
  overwrite(table: TableName, row: StoredRow | undefined, column: string, cell: Cell): Promise<void>;
}

export interface PipelineWorldOptions {
  readonly seed?: number;
  readonly behaviour?: Partial<GraphBehaviour>;
  readonly settings?: Readonly<Record<string, string>>;
  /** Where the program's storage is: in Azurite unless told otherwise, behind a proxy that this starts, or in memory. */
  readonly storage?: 'memory' | ((account: string) => Promise<string>);
  /** What becomes of the program's requests to storage in memory, and to no other. */
  readonly intercept?: Intercept<TableRequest | QueueRequest>;
  /** Whether the subscription is there when the test begins. */
  readonly subscribed?: boolean;
  /** Whether reconcile runs too while time passes, every five minutes; otherwise only when the test says so. */
  readonly reconciles?: boolean;
}

export async function pipelineWorld(options: PipelineWorldOptions = {}): Promise<PipelineWorld> {
  const account = freshAccount();
  const { storage = async () => account } = options;
  const clock = new ManualClock();
  const log: Array<LogEntry> = [];
  const events: Array<SimulatorEvent> = [];
  const tenant = createTenant({
    seed: options.seed ?? 1,
    clock,
    behaviour: { ...CALM_BEHAVIOUR, ...options.behaviour },
    transport: {
      async post(address, { headers, body }) {
        const url = new URL(address);
        const instead = answerFrom(url);
        if (instead !== undefined) return instead;
        const [instance = host, ...others] = reached;
        reached = [...others, instance];
        const response = await instance.http(url.pathname + url.search, {
          method: 'POST',
          headers: { ...headers },
          body,
        });
        return {
          status: response.status,
          contentType: response.headers.get('content-type') ?? '',
          body: await response.text(),
          elapsedMilliseconds: 5,
        };
      },
    },
  });
  tenant.on((event) => events.push(event));
  const settings = {
    AzureWebJobsStorage: account,
    CallRecordStorage: account,
    GRAPH_TENANT_ID: tenant.tenantId,
    GRAPH_BASE_URL: 'http://127.0.0.1:4280',
    WEBHOOK_BASE_URL: 'http://127.0.0.1:7071',
    GRAPH_CLIENT_STATE: CLIENT_STATE,
    ...options.settings,
  };
  const at =
    storage === 'memory'
      ? storageInMemory(clock, options.intercept)
      : await storageOfAzurite(account, await storage(account));
  async function instance(changed: Readonly<Record<string, string>>): Promise<Host> {
    const config = readConfig({ ...settings, ...changed });
    const application = createApplication(config, {
      clock,
      httpClient: graphHttpClient(tenant, clock),
      ...at.ofProgram,
    });
    return await createHost({
      app: await collectFunctions(() => registerFunctions(application, config.schedules)),
      settings,
      queue: at.queue,
      // A message whose function failed is visible again at once.
      hostJson: { ...OUR_HOST_JSON, queues: { ...OUR_HOST_JSON.queues, visibilityTimeoutSeconds: 0 } },
      logs: (entry) => log.push(entry),
    });
  }
  let host = await instance({});
  let reached: ReadonlyArray<Host> = [host];
  let answerFrom: (url: URL) => WebhookResponse | undefined = () => undefined;
  let reconcileDueAt = clock.now().getTime();
  let summarizeDueAt = clock.now().getTime() + SUMMARIZE_EVERY_MS;

  const world: PipelineWorld = {
    account,
    tables: at.tables,
    queue: at.queue,
    clock,
    tenant,
    get host() {
      return host;
    },
    log,
    events,

    async settle() {
      for (;;) {
        const happened = await tenant.deliverDue();
        const ingested = await host.processQueue(QUEUE, { untilEmpty: true });
        const poisoned = await host.processQueue(POISON_QUEUE, { untilEmpty: true });
        if (happened + ingested.length + poisoned.length === 0) return;
      }
    },

    async pass(minutes, step = 1) {
      for (let passed = 0; passed < minutes; passed += step) {
        clock.advance({ minutes: step });
        if (options.reconciles === true && clock.now().getTime() >= reconcileDueAt) {
          reconcileDueAt = clock.now().getTime() + RECONCILE_EVERY_MS;
          await host.runTimer('reconcile');
        }
        // Health wants to see it once in two days; more often it would only cost time.
        if (options.reconciles === true && clock.now().getTime() >= summarizeDueAt) {
          summarizeDueAt = clock.now().getTime() + SUMMARIZE_EVERY_MS;
          await host.runTimer('summarize');
        }
        await host.runTimer('maintain');
        await world.settle();
      }
    },

    instance,

    use(...instances) {
      [host] = instances;
      reached = instances;
    },

    obstruct(next) {
      answerFrom = next;
    },

    post: (body, path = '/api/notifications', headers = {}) =>
      host.http(path, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body }),

    notificationsFor: (callIds) => ({
      value: callIds.map((callId) => ({
        subscriptionId: 'a1b2c3d4-e5f6-4a5b-8c9d-0e1f2a3b4c5d',
        clientState: CLIENT_STATE,
        changeType: 'updated',
        resource: `communications/callRecords/${callId}`,
        resourceData: { '@odata.type': '#microsoft.graph.callrecord', id: callId },
        subscriptionExpirationDateTime: '2026-11-26T00:00:00.000+00:00',
        tenantId: tenant.tenantId,
      })),
    }),

    async rows(table, partitionKey) {
      const rows: Array<StoredRow> = [];
      for await (const page of at.tables.table(table).query({ partitionKey })) rows.push(...page);
      return rows;
    },

    tenantRows: (table) => world.rows(table, tenant.tenantId),

    write: (table, rowKey, cells) => world.writeTo(table, { partitionKey: tenant.tenantId, rowKey }, cells),

    async writeTo(table, key, cells) {
      await at.tables.table(table).upsert({ ...key, cells });
    },

    async overwrite(table, row, column, cell) {
      if (row === undefined) throw new Error(`${table} has no such row`);
      await at.tables.table(table).merge({ ...row, cells: { [column]: cell } });
    },
  };
  if (options.subscribed ?? true) await host.runTimer('maintain');
  return world;
}

/** In memory, unless a proxy is wanted. */
export const pipelineInMemory = (options: PipelineWorldOptions = {}): Promise<PipelineWorld> =>
  pipelineWorld({ storage: 'memory', ...options });

interface WorldStorage extends Pick<PipelineWorld, 'tables' | 'queue'> {
  readonly ofProgram: Pick<Replacements, 'tables' | 'queue'>;
}

/** A test, and the host, reach it past the interception. */
function storageInMemory(
  clock: ManualClock,
  intercept: Intercept<TableRequest | QueueRequest> = () => undefined,
): WorldStorage {
  const tables = createMemoryTables();
  const queue = createMemoryQueue(clock);
  return {
    tables,
    queue: (name) => queueInMemory(name, name === QUEUE ? queue : queue.poisonQueue),
    ofProgram: { tables: tables.seenThrough(intercept), queue: queue.seenThrough(intercept) },
  };
}

/** Faults of a proxy are for the program alone: hosts and tests reach storage past it. */
async function storageOfAzurite(account: string, connectionString: string): Promise<WorldStorage> {
  const straight = { connectionString: account };
  const tables = createAzureTables(straight, PATIENTLY);
  await Promise.all([tables.createAll(), createAzureQueue(straight, QUEUE, PATIENTLY).create()]);
  const connection = { connectionString };
  return {
    tables,
    queue: queuesOfAccount('CallRecordStorage', { CallRecordStorage: account }),
    ofProgram: {
      tables: createAzureTables(connection, AT_ONCE),
      queue: createAzureQueue(connection, QUEUE, AT_ONCE),
    },
  };
}

/** The codes of all reasons for which health fails, as operators get them. */
export async function reasons({ host }: PipelineWorld): Promise<ReadonlyArray<string>> {
  const response = await host.http('/api/status');
  return ((await response.json()) as { reasons: Array<{ code: string }> }).reasons.map(({ code }) => code);
}

/** The value of one column, whatever its type. */
export function cellValue(row: StoredRow | undefined, column: string): unknown {
  return row?.cells[column]?.value;
}

/** The stored call as an analyst reads it: its head, and the rows of the generation that the head names. */
export async function readCall(world: PipelineWorld, callId: string) {
  const [head] = await world.rows('CallRecords', callId);
  const generation = cellValue(head, 'Generation');
  const current = async (table: TableName, partitionKey = callId) =>
    (await world.rows(table, partitionKey)).filter(
      (row) => cellValue(row, 'Generation') === generation && cellValue(row, 'CallId') === callId,
    );
  return {
    head,
    version: cellValue(head, 'Version'),
    participants: await current('Participants'),
    sessions: await current('Sessions'),
    segments: await current('Segments'),
    mediaStreams: await current('MediaStreams', streamsPartition(world, head)),
    documents: await current('CallRecordDocuments'),
  };
}

function streamsPartition({ tenant }: PipelineWorld, head: StoredRow | undefined): string {
  const day = String(cellValue(head, 'FirstStartDateTime')).slice(0, 10);
  return `${tenant.tenantId}_${day}_${head?.partitionKey.charAt(0)}`;
}

/** The rows of a call that its head does not point to. */
export async function leftovers(world: PipelineWorld, callId: string): Promise<ReadonlyArray<StoredRow>> {
  const [head] = await world.rows('CallRecords', callId);
  const generation = cellValue(head, 'Generation');
  const all = await Promise.all([
    world.rows('Participants', callId),
    world.rows('Sessions', callId),
    world.rows('Segments', callId),
    world.rows('MediaStreams', streamsPartition(world, head)),
    world.rows('CallRecordDocuments', callId),
  ]);
  return all
    .flat()
    .filter((row) => cellValue(row, 'CallId') === callId && cellValue(row, 'Generation') !== generation);
}
