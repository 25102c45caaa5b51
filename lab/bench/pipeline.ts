/** The application as it runs in Azure, between an empty storage account and a simulated Graph over HTTP. */

import { type Application, createApplication } from '../../src/app.ts';
import { type Config, readConfig } from '../../src/config.ts';
import type { Outcome } from '../../src/ingest/outcome.ts';
import { toDateTime } from '../../src/language/date-time.ts';
import { readQueuedMessage } from '../../src/ports/call-record-message.ts';
import { CALM_BEHAVIOUR } from '../graph/behaviour.ts';
import type { CallSpec } from '../graph/call.ts';
import { startGraphServer } from '../graph/graph-server.ts';
import { createTenant, type SimulatedTenant } from '../graph/tenant.ts';

export interface Pipeline {
  readonly application: Application;
  readonly config: Config;
  readonly tenant: SimulatedTenant;
  /** Addresses below which requests go to Graph, to tables and to the queue. */
  readonly addresses: Readonly<Record<'graph' | 'tables' | 'queue', string>>;
  /** A call of an hour ago, with one version that can be read; the id of its record. */
  recordOf(call: CallSpec): string;
  /** The first delivery of a notification of this call. */
  ingest(callId: string): Promise<Outcome>;
  close(): Promise<void>;
}

/** Everything drawn in the simulated tenant follows from it: each run stores the same calls. */
const SEED = 1;

const CLIENT_STATE = 'only-the-simulated-graph-knows-this';

const HOUR_MS = 3_600_000;

/** Creates the queue and the tables too. */
export async function startPipeline(connectionString: string): Promise<Pipeline> {
  const tenant = createTenant({
    seed: SEED,
    clock: { now: () => new Date() },
    // Nobody subscribes: what a measurement needs of the webhook it posts itself.
    transport: { post: async () => ({ error: 'unreachable' }) },
    // Published limits would make every measurement one of them.
    behaviour: { ...CALM_BEHAVIOUR, throttling: false },
  });
  const graph = await startGraphServer({ tenant });
  const config = readConfig({
    CallRecordStorage: connectionString,
    GRAPH_TENANT_ID: tenant.tenantId,
    GRAPH_BASE_URL: graph.url,
    GRAPH_CLIENT_STATE: CLIENT_STATE,
    WEBHOOK_BASE_URL: 'http://127.0.0.1:7071',
  });
  const application = createApplication(config);
  await application.createStorage();
  return {
    application,
    config,
    tenant,
    addresses: {
      graph: graph.url,
      tables: endpoint(connectionString, 'Table'),
      queue: endpoint(connectionString, 'Queue'),
    },
    recordOf: (call) =>
      tenant.startCall({
        endedAt: new Date(Date.now() - HOUR_MS),
        readableAfterSeconds: 0,
        notifiedAfterSeconds: 0,
        versions: [{}],
        ...call,
      }).callId,
    ingest: (callId) => ingestNotified(application, tenant.tenantId, callId),
    close: () => graph.close(),
  };
}

/** Does what the queue trigger does with the first delivery of a notification of this call. */
export function ingestNotified(application: Application, tenantId: string, callId: string): Promise<Outcome> {
  const now = new Date();
  const firstSeenAt = toDateTime(now);
  const message = { schema: 1, tenantId, callId, reason: 'notification', attempt: 0, firstSeenAt };
  return application.ingest(readQueuedMessage(message), {
    messageId: callId,
    dequeueCount: 1,
    insertedAt: now,
  });
}

/** The address of one service of an account. */
export function endpoint(connectionString: string, service: 'Table' | 'Queue'): string {
  const address = new RegExp(`${service}Endpoint=([^;]+)`).exec(connectionString)?.[1];
  if (address === undefined) throw new Error(`the connection string has no ${service}Endpoint`);
  return `${address}/`;
}
