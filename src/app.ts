/** The composition root: settings in, the use-cases with their adapters out. */

import type { HttpClient } from '@azure/core-rest-pipeline';
import type { GraphAuthentication } from './adapters/graph/authenticate.ts';
import { createGraphClient } from './adapters/graph/client.ts';
import { identityCredential } from './adapters/identity.ts';
import { steadyCredential } from './adapters/steady-credential.ts';
import type { StorageConnection } from './adapters/storage/connection.ts';
import { type AzureQueue, createAzureQueue } from './adapters/storage/queue.ts';
import { type AzureTables, createAzureTables } from './adapters/storage/tables.ts';
import { systemClock, systemRandom } from './adapters/system.ts';
import { callsOfDay } from './calls/calls-of-day.ts';
import { type CallsOfUserOptions, callsOfUser } from './calls/calls-of-user.ts';
import { readCall, type StoredCall } from './calls/read-call.ts';
import type { Config } from './config.ts';
import { keepPoisoned } from './dead-letters/keep-poisoned.ts';
import { readDocument } from './documents/read-document.ts';
import { createHealthReports, type HealthReports } from './health/reports.ts';
import { ingest } from './ingest/ingest.ts';
import type { Outcome } from './ingest/outcome.ts';
import type { Day } from './language/day.ts';
import type { CallId, TenantId } from './language/identifiers.ts';
import type { JsonObject } from './language/json.ts';
import { log } from './logs/invocation-log.ts';
import { maintain } from './maintain/maintain.ts';
import type { Clock } from './ports/clock.ts';
import type { Delivery } from './ports/delivery.ts';
import type { Random } from './ports/random.ts';
import type { Tables } from './ports/storage.ts';
import { reconcile } from './reconcile/reconcile.ts';
import { createPipelineStatus } from './status/pipeline-status.ts';
import { createThrottleGate } from './status/throttle-gate.ts';
import { type RebuildCounts, type RebuildProgress, rebuild } from './store/rebuild.ts';
import { createClientStates } from './subscription/client-state.ts';
import { createSubscriptionEvents } from './subscription/subscription-events.ts';
import { createSubscriptionRows } from './subscription/subscription-rows.ts';
import type { CallRecordValues } from './tables/declarations/call-records.ts';
import { receive } from './webhook/receive.ts';
import type { WebhookRequest, WebhookResponse } from './webhook/webhook.ts';

/** The queue between the webhook and ingest; the Functions host adds `-poison` to it. */
export const CALL_RECORD_QUEUE = 'call-records';

/** The setting (or family of settings) from which the queue trigger connects. */
export const STORAGE_CONNECTION = 'CallRecordStorage';

/** The fixed token of the simulated Graph, which only a loopback address ever gets. */
const SIMULATED_GRAPH_TOKEN = 'simulated-graph';

/** A token for storage comes from the same machine within milliseconds; this is for the day it does not. */
const TOKEN_WITHIN_MS = 30_000;

/** What the functions and the commands call. */
export interface Application extends HealthReports {
  receive(request: WebhookRequest): Promise<WebhookResponse>;
  ingest(body: unknown, delivery: Delivery): Promise<Outcome>;
  keepPoisoned(body: unknown, delivery: Delivery): Promise<void>;
  maintain(): Promise<void>;
  reconcile(): Promise<void>;
  /** Makes the rows of the calls of these days again from their documents, where they are of an older layout. */
  rebuild(
    period: { readonly from: Day; readonly to: Day },
    progress: RebuildProgress,
  ): Promise<RebuildCounts>;
  readonly calls: Calls;
  /** Creates the queues and tables that are missing: for local work; in Azure the template creates them. */
  createStorage(): Promise<void>;
}

/** The tenant's stored calls; each method is the function of that name, bound to the tables. */
export interface Calls {
  readCall(callId: CallId): Promise<StoredCall | undefined>;
  callsOfDay(dayOrHour: string): AsyncIterable<ReadonlyArray<CallRecordValues>>;
  callsOfUser(userId: string, options?: CallsOfUserOptions): AsyncIterable<ReadonlyArray<CallRecordValues>>;
  readDocument(callId: CallId): Promise<JsonObject | undefined>;
}

/** What tests put in place of the real world. */
export interface World {
  readonly clock?: Clock;
  readonly random?: Random;
  readonly httpClient?: HttpClient;
  readonly tables?: AzureTables;
  readonly queue?: AzureQueue;
}

export function createApplication(config: Config, world: World = {}): Application {
  const { clock = systemClock, random = systemRandom } = world;
  const { tenantId, clientState, previousClientState } = config;
  const connection = storageConnection(config);
  const tables = world.tables ?? createAzureTables(connection);
  const queue = world.queue ?? createAzureQueue(connection, CALL_RECORD_QUEUE);
  const status = createPipelineStatus({ tables, clock, tenantId });
  const graph = createGraphClient({
    baseUrl: config.graph.baseUrl,
    authentication: graphAuthentication(config),
    clock,
    random,
    log,
    gate: createThrottleGate({ tables, tenantId, clock }),
    ...(world.httpClient === undefined ? {} : { httpClient: world.httpClient }),
  });
  const dependencies = {
    ...config,
    clientStates: createClientStates(clientState, previousClientState),
    clock,
    random,
    log,
    tables,
    queue,
    status,
    callRecords: graph.callRecords,
    callRecordList: graph.callRecordList,
    subscriptions: graph.subscriptions,
    rows: createSubscriptionRows({ tables, clock, tenantId }),
    subscriptionEvents: createSubscriptionEvents({ tables, clock, tenantId }),
  };
  return {
    receive: (request) => receive(dependencies, request),
    ingest: (body, delivery) => ingest(dependencies, body, delivery),
    keepPoisoned: (body, delivery) => keepPoisoned(dependencies, body, delivery),
    maintain: () => maintain(dependencies),
    reconcile: () => reconcile(dependencies),
    rebuild: (period, progress) => rebuild(dependencies, period, progress),
    calls: createCalls(tables, tenantId),
    ...createHealthReports(dependencies),
    async createStorage() {
      await Promise.all([tables.createAll(), queue.create()]);
    },
  };
}

/** What is stored, for readers: nothing but the tables and the tenant is needed. */
export function createCalls(tables: Tables, tenantId: TenantId): Calls {
  return {
    readCall: (callId) => readCall(tables, tenantId, callId),
    callsOfDay: (dayOrHour) => callsOfDay(tables, tenantId, dayOrHour),
    callsOfUser: (userId, options) => callsOfUser(tables, tenantId, userId, options),
    readDocument: (callId) => readDocument(tables, tenantId, callId),
  };
}

/** The tables of the account that the settings name: all that commands need. */
export function openTables(config: Pick<Config, 'storage'>): AzureTables {
  return createAzureTables(storageConnection(config));
}

/** By whom Graph is asked. */
export function graphAuthentication({ graph }: Pick<Config, 'graph'>): GraphAuthentication {
  if (graph.isSimulated) return { fixedToken: SIMULATED_GRAPH_TOKEN };
  return {
    credential: identityCredential(graph.managedIdentity),
    scope: `${new URL(graph.baseUrl).origin}/.default`,
  };
}

/** Where storage is, and by whom it is asked. */
export function storageConnection({ storage }: Pick<Config, 'storage'>): StorageConnection {
  if ('connectionString' in storage) return storage;
  const { queueServiceUri, tableServiceUri, managedIdentity } = storage;
  const storageCredential = steadyCredential(identityCredential(managedIdentity), TOKEN_WITHIN_MS);
  return { queueServiceUri, tableServiceUri, credential: storageCredential };
}
