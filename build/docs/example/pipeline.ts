/**
 * The whole pipeline in one process, for examples: the real application over given tables, a queue in memory and the
 * simulated tenant. The same seed and the same steps give the same rows, wherever they are stored.
 */

import { createHttpHeaders, type HttpClient } from '@azure/core-rest-pipeline';
import { CALM_BEHAVIOUR } from '../../../lab/graph/behaviour.ts';
import { createTenant, type SimulatedTenant } from '../../../lab/graph/tenant.ts';
import type { Transport } from '../../../lab/graph/transport.ts';
import { OUR_HOST_JSON } from '../../../lab/host/our-host-json.ts';
import { Random } from '../../../lab/random.ts';
import { createMemoryQueue } from '../../../src/adapters/memory/queue.ts';
import { type Application, createApplication, type Replacements } from '../../../src/app.ts';
import { readConfig } from '../../../src/config.ts';
import { parseTenantId, type TenantId } from '../../../src/language/identifiers.ts';
import { readQueuedMessage } from '../../../src/ports/call-record-message.ts';
import { createVirtualClock } from './virtual-clock.ts';

export type ExampleTables = NonNullable<Replacements['tables']>;

export interface ExamplePipeline {
  readonly tenantId: TenantId;
  readonly tenant: SimulatedTenant;
  /** Moves time to that instant; on the way the timer runs, Graph notifies, and the queue is worked off. */
  passUntil(instant: Date): Promise<void>;
  /** The timer that compares Graph's list with what is stored runs once. */
  reconcile(): Promise<void>;
  /** The timer that sums up the quality of days runs once. */
  summarize(): Promise<void>;
}

const ORIGIN = 'https://contoso-call-records.azurewebsites.net';

/** How long the message of a failed ingest stays away. */
const INVISIBLE_SECONDS = OUR_HOST_JSON.queues.visibilityTimeoutSeconds;

/** A subscription is renewed after six hours and ends after seventy: longer steps would lose it. */
const LONGEST_STEP_MS = 6 * 3_600_000;

export async function startExamplePipeline(
  tables: ExampleTables,
  { seed, start }: { readonly seed: number; readonly start: Date },
): Promise<ExamplePipeline> {
  const clock = createVirtualClock(start);
  const queue = createMemoryQueue(clock);
  const tenant = createTenant({
    seed,
    clock,
    behaviour: CALM_BEHAVIOUR,
    transport: webhookOf(() => application),
  });
  const config = readConfig({
    CallRecordStorage: 'UseDevelopmentStorage=true',
    GRAPH_TENANT_ID: tenant.tenantId,
    GRAPH_BASE_URL: 'http://127.0.0.1:4280',
    GRAPH_CLIENT_STATE: 'known-to-graph-and-to-this-example',
    WEBHOOK_BASE_URL: ORIGIN,
    // Reconcile shows an evening; a row for each hour of a month would show nothing more.
    BACKFILL_DAYS: '1',
  });
  const application = createApplication(config, {
    clock,
    random: Random.seeded(seed),
    httpClient: clientOf(tenant),
    tables,
    queue,
  });
  await application.createStorage();

  async function workOff(): Promise<void> {
    for (;;) {
      const happened = await tenant.deliverDue();
      const [message] = await queue.receive(1, INVISIBLE_SECONDS);
      if (message === undefined && happened === 0) return;
      if (message === undefined) continue;
      try {
        const { id: messageId, dequeueCount, insertedAt } = message;
        await application.ingest(readQueuedMessage(JSON.parse(message.text)), {
          messageId,
          dequeueCount,
          insertedAt,
        });
        await queue.delete(message);
      } catch {
        // As at the host: the message comes back when it is visible again.
      }
    }
  }

  return {
    tenantId: parseTenantId(tenant.tenantId) as TenantId,
    tenant,
    reconcile: () => application.reconcile(),
    summarize: () => application.summarize(),
    async passUntil(instant) {
      do {
        clock.moveTo(new Date(Math.min(instant.getTime(), clock.now().getTime() + LONGEST_STEP_MS)));
        await application.maintain();
        await workOff();
      } while (clock.now() < instant);
    },
  };
}

/** Graph's way to the webhook. */
function webhookOf(application: () => Application): Transport {
  return {
    async post(url, { body }) {
      const bytes = new TextEncoder().encode(body);
      const response = await application().receive({
        url,
        contentLength: bytes.byteLength,
        body: () => ReadableStream.from([bytes]),
        traceparent: undefined,
      });
      const contentType = response.headers?.['content-type'] ?? '';
      return { status: response.status, contentType, body: response.body ?? '', elapsedMilliseconds: 5 };
    },
  };
}

/** The application's way to Graph. */
function clientOf(tenant: SimulatedTenant): HttpClient {
  return {
    async sendRequest(request) {
      const { status, headers, body } = await tenant.respond({
        method: request.method,
        url: request.url,
        headers: request.headers.toJSON(),
        ...(typeof request.body === 'string' ? { body: request.body } : {}),
      });
      return { request, status, headers: createHttpHeaders({ ...headers }), bodyAsText: body };
    },
  };
}
