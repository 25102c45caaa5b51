/** The application between storage and a simulated Graph whose calls are an hour old. */

import { createMemoryQueue } from '../../src/adapters/memory/queue.ts';
import { createMemoryTables, type MemoryTables } from '../../src/adapters/memory/tables.ts';
import { systemClock } from '../../src/adapters/system.ts';
import { type Application, createApplication } from '../../src/app.ts';
import { type Config, readConfig } from '../../src/config.ts';
import type { Outcome } from '../../src/ingest/outcome.ts';
import { HOUR_MS } from '../../src/language/milliseconds.ts';
import type { Clock } from '../../src/ports/clock.ts';
import { CALM_BEHAVIOUR } from '../graph/behaviour.ts';
import type { CallSpec } from '../graph/call.ts';
import { startGraphServer } from '../graph/graph-server.ts';
import { graphHttpClient } from '../graph/http-client.ts';
import { createTenant, type SimulatedTenant } from '../graph/tenant.ts';
import { queuedMessage } from '../queued-message.ts';

/** As it runs in Azure: between an empty storage account and a simulated Graph over HTTP. */
export interface Pipeline {
  readonly application: Application;
  /** From which `config` is read. */
  readonly settings: Readonly<Record<string, string>>;
  readonly config: Config;
  readonly tenant: SimulatedTenant;
  /** Addresses below which requests go to Graph, to tables and to the queue. */
  readonly addresses: Readonly<Record<'graph' | 'tables' | 'queue', string>>;
  /** The first delivery of a notification of this call. */
  ingest(callId: string): Promise<Outcome>;
  close(): Promise<void>;
}

/** Creates the queue and the tables too. */
export async function startPipeline(connectionString: string): Promise<Pipeline> {
  const tenant = benchTenant();
  const graph = await startGraphServer({ tenant });
  const settings = settingsOf(tenant, connectionString, graph.url);
  const config = readConfig(settings);
  const application = createApplication(config);
  await application.createStorage();
  return {
    application,
    settings,
    config,
    tenant,
    addresses: {
      graph: graph.url,
      tables: endpoint(connectionString, 'Table'),
      queue: endpoint(connectionString, 'Queue'),
    },
    ingest: (callId) => ingestNotified(application, tenant.tenantId, callId),
    close: () => graph.close(),
  };
}

/** In this process alone, with tables in memory that count the requests that calls make. */
export interface CountedPipeline {
  readonly tenant: SimulatedTenant;
  readonly tables: MemoryTables;
  readonly application: Application;
  /** The requests to tables of the first delivery of a notification of this call. */
  requestsOf(callId: string): Promise<number>;
  requestsDuring(work: () => Promise<unknown>): Promise<number>;
}

export function createCountedPipeline(): CountedPipeline {
  const tenant = benchTenant();
  const tables = createMemoryTables();
  let requests = 0;
  const counted = tables.seenThrough(({ table, phase }) => {
    // What is read and noted there now and then follows the clock, not the calls.
    if (phase === 'before' && table !== 'PipelineStatus' && table !== 'Withheld') requests += 1;
  });
  const application = createApplication(configOf(tenant), {
    tables: counted,
    queue: createMemoryQueue(systemClock),
    httpClient: graphHttpClient(tenant, systemClock),
  });
  const requestsDuring = async (work: () => Promise<unknown>) => {
    requests = 0;
    await work();
    return requests;
  };
  return {
    tenant,
    tables,
    application,
    requestsOf: (callId) => requestsDuring(() => ingestNotified(application, tenant.tenantId, callId)),
    requestsDuring,
  };
}

interface BenchTenantOptions {
  readonly clock?: Pick<Clock, 'now'>;
  readonly throttling?: boolean;
}

/** Everything drawn in the simulated tenant follows from it: each run stores the same calls. */
const SEED = 1;

export function benchTenant({
  clock = systemClock,
  throttling = false,
}: BenchTenantOptions = {}): SimulatedTenant {
  return createTenant({
    seed: SEED,
    clock,
    // Nobody subscribes: what a measurement needs of the webhook it posts itself.
    transport: { post: async () => ({ error: 'unreachable' }) },
    // Published limits would make almost every measurement one of them.
    behaviour: { ...CALM_BEHAVIOUR, throttling },
  });
}

function settingsOf({ tenantId }: SimulatedTenant, connectionString: string, graphUrl: string) {
  return {
    CallRecordStorage: connectionString,
    GRAPH_TENANT_ID: tenantId,
    GRAPH_BASE_URL: graphUrl,
    GRAPH_CLIENT_STATE: 'only-the-simulated-graph-knows-this',
    WEBHOOK_BASE_URL: 'http://127.0.0.1:7071',
  };
}

/** Of an application whose storage and Graph are in this process. */
export function configOf(tenant: SimulatedTenant): Config {
  return readConfig(settingsOf(tenant, 'UseDevelopmentStorage=true', 'http://127.0.0.1'));
}

/** A call of an hour ago, with one version that can be read; the id of its record. */
export function recordOf(tenant: SimulatedTenant, call: CallSpec): string {
  return tenant.startCall({
    endedAt: new Date(Date.now() - HOUR_MS),
    readableAfterSeconds: 0,
    notifiedAfterSeconds: 0,
    versions: [{}],
    ...call,
  }).callId;
}

/** Does what the queue trigger does with the first delivery of a notification of this call. */
export function ingestNotified(
  application: Application,
  tenantId: string,
  callId: string,
  now = new Date(),
): Promise<Outcome> {
  const delivery = { messageId: callId, dequeueCount: 1, insertedAt: now };
  return application.ingest(queuedMessage(tenantId, callId, now), delivery);
}

/** The address of one service of an account. */
export function endpoint(connectionString: string, service: 'Table' | 'Queue'): string {
  const address = new RegExp(`${service}Endpoint=([^;]+)`).exec(connectionString)?.[1];
  if (address === undefined) throw new Error(`the connection string has no ${service}Endpoint`);
  return `${address}/`;
}
