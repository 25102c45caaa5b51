/** No request comes earlier than Graph asked, nor more often than needed, from any instance. Over Azurite, in virtual time. */

import { setImmediate } from 'node:timers/promises';
import { expect, it } from 'vitest';
import type { SimulatorEvent } from '../../lab/graph/events.ts';
import { graphHttpClient } from '../../lab/graph/http-client.ts';
import { createAzureQueue } from '../../src/adapters/storage/queue.ts';
import { createAzureTables } from '../../src/adapters/storage/tables.ts';
import { createApplication } from '../../src/app.ts';
import { readConfig } from '../../src/config.ts';
import type { CallId, TenantId } from '../../src/language/identifiers.ts';
import { replayCall } from '../../src/pending/replay-call.ts';
import { type IngestReason, readQueuedMessage } from '../../src/ports/call-record-message.ts';
import { createStore } from '../../src/rows/store.ts';
import {
  CLIENT_STATE,
  cellValue,
  type PipelineWorld,
  pipelineWorld,
  QUEUE,
  readCall,
} from './pipeline-world.ts';

const AT_ONCE = { readableAfterSeconds: 0, notifiedAfterSeconds: 0, versions: [{}] } as const;

type Answered = Extract<SimulatorEvent, { type: 'requestAnswered' }>;

const requests = ({ events }: PipelineWorld) =>
  events.filter((event): event is Answered => event.type === 'requestAnswered');

/** Another instance of the same app: nothing is shared but storage. */
function anotherInstance({ account, tenant, clock }: PipelineWorld) {
  const config = readConfig({
    CallRecordStorage: account,
    GRAPH_TENANT_ID: tenant.tenantId,
    GRAPH_BASE_URL: 'http://127.0.0.1:4280',
    WEBHOOK_BASE_URL: 'http://127.0.0.1:7071',
    GRAPH_CLIENT_STATE: CLIENT_STATE,
    BACKFILL_DAYS: '0',
  });
  const connection = { connectionString: account };
  return createApplication(config, {
    clock,
    httpClient: graphHttpClient(tenant, clock),
    tables: createAzureTables(connection),
    queue: createAzureQueue(connection, QUEUE),
  });
}

function messageOf({ tenant, clock }: PipelineWorld, callId: string, reason: IngestReason) {
  const firstSeenAt = clock.now().toISOString();
  return { schema: 1, tenantId: tenant.tenantId, callId, reason, attempt: 0, firstSeenAt };
}

it('a tenant that one instance was told to leave alone is left alone by all', async () => {
  const at = await pipelineWorld();
  const other = anotherInstance(at);
  at.tenant.faults.add('throttled', { retryAfter: '300' });
  const throttled = at.tenant.startCall({ kind: 'peer-to-peer', ...AT_ONCE });
  await at.settle();
  const toldAt = at.clock.now().getTime();
  const [row] = await at.tenantRows('PendingCallRecords');
  expect(cellValue(row, 'Reason')).toBe('throttled');
  expect(Date.parse(String(cellValue(row, 'NextAttemptAt')))).toBeGreaterThanOrEqual(toldAt + 300_000);

  const before = requests(at).length;
  const next = at.tenant.startCall({ kind: 'peer-to-peer', ...AT_ONCE, notifiedAfterSeconds: 9_999_999 });
  const message = messageOf(at, next.callId, 'notification');
  for (const minutes of [0, 2, 2]) {
    at.clock.advance({ minutes });
    const delivery = { messageId: `after ${minutes}`, dequeueCount: 1, insertedAt: at.clock.now() };
    expect(await other.ingest(readQueuedMessage(message), delivery)).toMatchObject({
      kind: 'deferred',
      reason: 'throttled',
    });
    // What keeps the subscription and what lists wait as well; whether they call that a failure is theirs to say.
    await Promise.allSettled([other.maintain(), other.reconcile()]);
  }
  expect(requests(at).slice(before)).toEqual([]);

  await at.pass(6);
  const [first] = requests(at).slice(before);
  expect(first?.at.getTime()).toBeGreaterThanOrEqual(toldAt + 300_000);
  for (const { callId } of [throttled, next]) expect((await readCall(at, callId)).version).toBe(1n);
});

it('a call of which a queue that stood still holds nine replays is read and written once', async () => {
  const at = await pipelineWorld();
  const { callId } = at.tenant.startCall({ kind: 'peer-to-peer', ...AT_ONCE });
  await at.settle();
  const { tables, clock, tenant } = at;
  const store = createStore({ tables, tenantId: tenant.tenantId as TenantId, clock });
  await replayCall(store, callId as CallId);
  const before = requests(at).length;
  const instance = anotherInstance(at);
  const replay = messageOf(at, callId, 'replay');
  const outcomes = await Promise.all(
    Array.from({ length: 9 }, (_, index) =>
      instance.ingest(readQueuedMessage(replay), {
        messageId: `message ${index}`,
        dequeueCount: 1,
        insertedAt: clock.now(),
      }),
    ),
  );
  expect(outcomes.map(({ kind }) => kind)).toEqual(['stored', ...Array(8).fill('superseded')]);
  expect(cellValue((await readCall(at, callId)).head, 'Revision')).toBe(1);
  // Two for the reading; the others look whether there is a newer version.
  expect(requests(at)).toHaveLength(before + 2 + 8);
});

it('a message whose call others were at until its time was over comes back, and is no dead letter', async () => {
  const at = await pipelineWorld();
  const { callId } = at.tenant.startCall({ kind: 'peer-to-peer', ...AT_ONCE });
  await at.settle();
  const { clock } = at;
  const instance = anotherInstance(at);
  const message = readQueuedMessage(messageOf(at, callId, 'notification'));
  const delivery = { messageId: 'message', dequeueCount: 5, insertedAt: clock.now() };
  const first = instance.ingest(message, { ...delivery, dequeueCount: 1 });
  const second = instance.ingest(message, delivery);
  // Their time begins once the instance knows what time it is.
  await setImmediate();
  clock.advance({ minutes: 9 });
  expect(await second).toMatchObject({ kind: 'deferred', reason: 'deadline' });
  await first;
  expect(await at.rows('DeadLetters', 'call-records')).toEqual([]);
});

it('of a call whose record Graph refuses, many messages ask no more often than one', async () => {
  const at = await pipelineWorld();
  const { callId } = at.tenant.startCall({ kind: 'peer-to-peer', ...AT_ONCE });
  at.tenant.faults.add('error-in-success', { callId, count: 1_000 });
  const before = requests(at).length;
  const instance = anotherInstance(at);
  const message = readQueuedMessage(messageOf(at, callId, 'pending'));
  const delivery = { messageId: 'message', dequeueCount: 1, insertedAt: at.clock.now() };
  const outcomes = await Promise.all(Array.from({ length: 20 }, () => instance.ingest(message, delivery)));
  expect(new Set(outcomes.map(({ kind }) => kind))).toEqual(new Set(['deferred']));
  expect(requests(at).length - before).toBeLessThanOrEqual(4);
  expect(await at.tenantRows('PendingCallRecords')).toHaveLength(1);
});
