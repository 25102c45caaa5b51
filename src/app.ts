/** The composition root: settings in, the use-cases with their adapters out. */

import type { HttpClient } from '@azure/core-rest-pipeline';
import type { GraphAuthentication } from './adapters/graph/authenticate.ts';
import { createGraphClient } from './adapters/graph/client.ts';
import { identityCredential } from './adapters/identity.ts';
import { steadyCredential } from './adapters/steady-credential.ts';
import type { StorageConnection } from './adapters/storage/connection.ts';
import { type AzureQueue, createAzureQueue } from './adapters/storage/queue.ts';
import { type AzureTables, createAzureTables } from './adapters/storage/tables.ts';
import { followStorage } from './adapters/storage-clock.ts';
import { systemClock, systemRandom } from './adapters/system.ts';
import type { Config, TableAccess } from './config.ts';
import { deadLetterPoisoned } from './dead-letters/poisoned.ts';
import { forget } from './forget/forget.ts';
import { createHealthReports, type HealthReports } from './health/reports.ts';
import { ingest } from './ingest/ingest.ts';
import type { Outcome } from './ingest/outcome.ts';
import type { CallId } from './language/identifiers.ts';
import { OneAtATime } from './language/one-at-a-time.ts';
import { log } from './logs/invocation-log.ts';
import { maintain } from './maintain/maintain.ts';
import type { QueuedMessage } from './ports/call-record-message.ts';
import type { Clock } from './ports/clock.ts';
import type { Delivery } from './ports/delivery.ts';
import type { Random } from './ports/random.ts';
import { StorageFailure } from './ports/storage.ts';
import { reconcile } from './reconcile/reconcile.ts';
import { retain } from './retention/retain.ts';
import { createStore, type Store } from './rows/store.ts';
import { createNoteFlow } from './status/pipeline-status.ts';
import { hearTime } from './status/service-clock.ts';
import { createThrottleGate } from './status/throttle-gate.ts';
import { createClientStates } from './subscription/client-state.ts';
import { desiredSubscription } from './subscription/subscription.ts';
import { createSubscriptionEvents } from './subscription/subscription-events.ts';
import { summarize } from './summaries/summarize.ts';
import { receive } from './webhook/receive.ts';
import type { WebhookRequest, WebhookResponse } from './webhook/webhook.ts';
import { createDoor } from './withheld/door.ts';

/** The queue between the webhook and ingest; the Functions host adds `-poison` to it. */
export const CALL_RECORD_QUEUE = 'call-records';

/** The setting (or family of settings) from which the queue trigger connects. */
export const STORAGE_CONNECTION = 'CallRecordStorage';

/** The fixed token of the simulated Graph, which only a loopback address ever gets. */
const SIMULATED_GRAPH_TOKEN = 'simulated-graph';

/** A token for storage comes from the same machine within milliseconds; this is for the day it does not. */
export const TOKEN_WITHIN_MS = 30_000;

/** What the functions call. */
export interface Application extends HealthReports {
  receive(request: WebhookRequest): Promise<WebhookResponse>;
  ingest(queued: QueuedMessage, delivery: Delivery): Promise<Outcome>;
  deadLetterPoisoned(queued: QueuedMessage, delivery: Delivery): Promise<void>;
  maintain(): Promise<void>;
  reconcile(): Promise<void>;
  summarize(): Promise<void>;
  retain(): Promise<void>;
  forget(): Promise<void>;
  /** The tenant's tables. */
  readonly store: Store;
  /** Creates the queues and tables that are missing: for local work; in Azure the template creates them. */
  createStorage(): Promise<void>;
}

/** What tests put in place of the real clock, network and storage. */
export interface Replacements {
  readonly clock?: Clock;
  readonly random?: Random;
  readonly httpClient?: HttpClient;
  readonly tables?: AzureTables;
  readonly queue?: AzureQueue;
}

export function createApplication(config: Config, replacements: Replacements = {}): Application {
  const followed = followStorage(systemClock, log);
  const { clock = followed, random = systemRandom } = replacements;
  const { tenantId, clientState, previousClientState, latencyWindowMinutes, backfillDays, hasHostStorage } =
    config;
  const connection = storageConnection(config);
  const tables = replacements.tables ?? createAzureTables(connection, undefined, followed.asks);
  const queue =
    replacements.queue ?? createAzureQueue(connection, CALL_RECORD_QUEUE, undefined, followed.asks);
  const store = createStore({ tables, tenantId, clock });
  const onTime = async <Result>(work: () => Promise<Result>): Promise<Result> => {
    await hearTimeFrom(store);
    return await work();
  };
  const { callRecords, callRecordList, currentStart, subscriptions } = createGraphClient({
    baseUrl: config.graph.baseUrl,
    authentication: graphAuthentication(config),
    clock,
    random,
    log,
    gate: createThrottleGate(store),
    ...(replacements.httpClient === undefined ? {} : { httpClient: replacements.httpClient }),
  });
  const clientStates = createClientStates(clientState, previousClientState);
  const subscriptionEvents = createSubscriptionEvents(store);
  const note = createNoteFlow(store);
  const door = createDoor(store);
  const desired = desiredSubscription(config);
  const { keepDays } = config;
  const observing = { store, queue, log, latencyWindowMinutes, hasHostStorage, keepDays };
  const turns = new OneAtATime<CallId>();
  const ingesting = { store, queue, callRecords, door, turns, note, random, log, latencyWindowMinutes };
  const reconciling = {
    store,
    callRecordList,
    currentStart,
    door,
    log,
    latencyWindowMinutes,
    backfillDays,
    runningSince: clock.now(),
  };
  return {
    receive: (request) =>
      receive({ store, queue, clientStates, subscriptionEvents, note, random, log }, request),
    ingest: (queued, delivery) => onTime(() => ingest(ingesting, queued, delivery)),
    deadLetterPoisoned: (queued, delivery) =>
      onTime(() => deadLetterPoisoned({ store, queue, log }, queued, delivery)),
    maintain: () =>
      onTime(() =>
        maintain({ ...observing, random, door, graphSubscriptions: subscriptions, desired, clientState }),
      ),
    reconcile: () => onTime(() => reconcile(reconciling)),
    summarize: () => onTime(() => summarize({ store, door, log, latencyWindowMinutes })),
    retain: () => onTime(() => retain({ store, log, keepDays })),
    forget: () => onTime(() => forget({ store, random, door, log })),
    store,
    ...createHealthReports(observing, config.startNonce),
    async createStorage() {
      await Promise.all([tables.createAll(), queue.create()]);
    },
  };
}

/** The tenant's tables in the account that the settings name, and the queue beside them: all that most commands need. */
export function openStorage({ tenantId, ...access }: TableAccess): {
  readonly store: Store;
  readonly queue: AzureQueue;
} {
  const connection = storageConnection(access);
  const clock = followStorage(systemClock, log);
  return {
    store: createStore({ tables: createAzureTables(connection, undefined, clock.asks), tenantId, clock }),
    queue: createAzureQueue(connection, CALL_RECORD_QUEUE, undefined, clock.asks),
  };
}

/** Where storage does not answer the work goes on: it fails by itself, and knows what to say of it. */
async function hearTimeFrom({ clock, status }: Store): Promise<void> {
  try {
    await hearTime(clock, () => status.get('maintain'));
  } catch (error) {
    if (!(error instanceof StorageFailure)) throw error;
  }
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
