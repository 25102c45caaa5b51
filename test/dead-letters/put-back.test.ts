import { expect, it } from 'vitest';
import { CALM_BEHAVIOUR } from '../../lab/graph/behaviour.ts';
import { graphHttpClient } from '../../lab/graph/http-client.ts';
import { createTenant } from '../../lab/graph/tenant.ts';
import { ManualClock } from '../../lab/manual-clock.ts';
import { createMemoryQueue } from '../../src/adapters/memory/queue.ts';
import { createMemoryTables } from '../../src/adapters/memory/tables.ts';
import { createApplication } from '../../src/app.ts';
import { readConfig } from '../../src/config.ts';
import { readQueuedMessage } from '../../src/ports/call-record-message.ts';
import { StorageFailure } from '../../src/ports/storage.ts';

/** Tables that fail from the commit of the head on, and whatever else is to be kept then. */
const AFTER_THE_COMMIT = ['CallsByDay', 'PendingCallRecords', 'DeadLetters'];

it('a message that was put back finishes what its deliveries before it had committed', async () => {
  const clock = new ManualClock();
  const tables = createMemoryTables();
  const queue = createMemoryQueue(clock);
  const tenant = createTenant({
    seed: 1,
    clock,
    behaviour: CALM_BEHAVIOUR,
    transport: { post: async () => ({ error: 'unreachable' }) },
  });
  let storageFails = true;
  const failing = tables.seenThrough(({ table, operation }) => {
    if (storageFails && operation !== 'get' && AFTER_THE_COMMIT.includes(table)) {
      throw new StorageFailure('tables: busy', { status: 503 });
    }
  });
  const config = readConfig({
    CallRecordStorage: 'UseDevelopmentStorage=true',
    GRAPH_TENANT_ID: tenant.tenantId,
    GRAPH_BASE_URL: 'http://127.0.0.1:4280',
    GRAPH_CLIENT_STATE: 'the-secret-of-this-test-alone',
    WEBHOOK_BASE_URL: 'http://127.0.0.1:7071',
  });
  const application = createApplication(config, {
    clock,
    tables: failing,
    queue,
    httpClient: graphHttpClient(tenant, clock),
  });
  const { callId } = tenant.startCall({
    kind: 'peer-to-peer',
    readableAfterSeconds: 0,
    notifiedAfterSeconds: 0,
  });
  const message = {
    schema: 1,
    tenantId: tenant.tenantId,
    callId,
    reason: 'notification',
    attempt: 0,
    firstSeenAt: clock.now().toISOString(),
  };
  const deliver = (body: unknown, dequeueCount: number) =>
    application.ingest(readQueuedMessage(body), {
      messageId: 'a message',
      dequeueCount,
      insertedAt: clock.now(),
    });
  for (let delivery = 1; delivery < 5; delivery += 1) {
    await expect(deliver(message, delivery)).rejects.toBeInstanceOf(StorageFailure);
  }
  expect((await deliver(message, 5)).kind).toBe('deferred');
  expect(tables.rows('CallRecords')).toHaveLength(1);
  expect(tables.rows('CallsByDay')).toEqual([]);

  storageFails = false;
  clock.advance({ minutes: 5 });
  const [again] = await queue.receive(1, 60);
  expect((await deliver(JSON.parse(again?.text ?? ''), again?.dequeueCount ?? 0)).kind).toBe('superseded');
  expect(tables.rows('CallsByDay').map(({ cells }) => cells.CallId?.value)).toEqual([callId]);
});
