/** Bodies as they come over the network: in pieces, too large, too slow, broken off. */

import { expect, test } from 'vitest';
import { ManualClock } from '../../lab/manual-clock.ts';
import { createMemoryQueue } from '../../src/adapters/memory/queue.ts';
import { createMemoryTables } from '../../src/adapters/memory/tables.ts';
import { systemRandom } from '../../src/adapters/system.ts';
import { parseTenantId, type TenantId } from '../../src/language/identifiers.ts';
import { silentLog } from '../../src/logs/log.ts';
import { createStore } from '../../src/rows/store.ts';
import { createClientStates } from '../../src/subscription/client-state.ts';
import { createSubscriptionEvents } from '../../src/subscription/subscription-events.ts';
import { receive } from '../../src/webhook/receive.ts';

const SECRET = 'the-secret-of-this-test-alone';
const TENANT = parseTenantId('3c9a1f0e-7b52-4d8e-9a64-1f2e5b7c8d90') as TenantId;
const CALL = 'e523d2ed-2966-4b6b-925b-754a88034cc5';
const BODY = Buffer.from(
  JSON.stringify({
    value: [
      {
        clientState: SECRET,
        tenantId: TENANT,
        changeType: 'updated',
        resource: `communications/callRecords/${CALL}`,
        resourceData: { id: CALL },
      },
    ],
  }),
);
const MEBIBYTE = Buffer.alloc(1024 * 1024, ' ');

/** A pipeline in memory, and a request whose body is these pieces. */
function webhook(clock = new ManualClock()) {
  const tables = createMemoryTables();
  const store = createStore({ tables, tenantId: TENANT, clock });
  const queue = createMemoryQueue(clock);
  const receiving = {
    store,
    queue,
    clientStates: createClientStates(SECRET),
    subscriptionEvents: createSubscriptionEvents(store),
    note: async () => undefined,
    random: systemRandom,
    log: silentLog,
  };
  const post = (body: ReadableStream<Uint8Array>, contentLength?: number) =>
    receive(receiving, {
      url: 'https://contoso.example/api/notifications',
      contentLength,
      body: () => body,
      traceparent: undefined,
    });
  return { post, tables, queued: () => queue.approximateLength('queue') };
}

function streamOf(pieces: ReadonlyArray<Uint8Array>): ReadableStream<Uint8Array> {
  return ReadableStream.from(pieces);
}

test('a body that comes in pieces, without saying how long it is, is kept', async () => {
  const { post, queued } = webhook();
  const pieces = Array.from({ length: BODY.length }, (_, index) => BODY.subarray(index, index + 1));
  expect((await post(streamOf(pieces))).status).toBe(202);
  expect(await queued()).toBe(1);
});

test('of a body that does not end, a mebibyte and one piece are read, and 413 is the answer', async () => {
  const { post, queued } = webhook();
  let pulled = 0;
  const endless = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        pulled += 1;
        controller.enqueue(MEBIBYTE.subarray(0, 64 * 1024));
      },
    },
    { highWaterMark: 0 },
  );
  expect((await post(endless)).status).toBe(413);
  expect(pulled).toBe(17);
  expect(await queued()).toBe(0);
});

test('a body that drips is answered with 408 after five seconds', async () => {
  const clock = new ManualClock();
  const { post, queued } = webhook(clock);
  const dripping = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        clock.advance({ seconds: 1 });
        controller.enqueue(BODY.subarray(0, 1));
      },
    },
    { highWaterMark: 0 },
  );
  expect((await post(dripping)).status).toBe(408);
  expect(clock.now().toISOString()).toBe('2026-11-23T09:00:05.000Z');
  expect(await queued()).toBe(0);
});

test('a body that its sender breaks off is answered with 400, and fails nothing', async () => {
  const { post, queued } = webhook();
  const broken = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(BODY.subarray(0, 20));
      controller.error(new Error('aborted'));
    },
  });
  expect((await post(broken)).status).toBe(400);
  expect(await queued()).toBe(0);
});

test('of 5,000 elements that cannot be read, a hundred are kept, and the last of them counts the rest', async () => {
  const { post, tables } = webhook();
  const elements = Array(5_000).fill({ clientState: SECRET, resource: 'users/1' });
  expect((await post(streamOf([Buffer.from(JSON.stringify({ value: elements }))]))).status).toBe(202);
  const reasons = tables.rows('DeadLetters').map(({ cells }) => cells.Reason?.value);
  const reason = 'resource is not a call record';
  expect([...reasons].sort()).toEqual([
    ...Array(99).fill(reason),
    `${reason}; 4900 more elements of this request could not be read`,
  ]);
});

test('of 5,000 lifecycle events each is noted once, and a request notes a hundred at most', async () => {
  const { post, tables, queued } = webhook();
  const event = (subscriptionId: string) => ({
    clientState: SECRET,
    lifecycleEvent: 'missed',
    subscriptionId,
  });
  const same = Array(2_500).fill(event(TENANT));
  const others = Array.from({ length: 2_500 }, (_, index) =>
    event(TENANT.slice(0, -4) + index.toString(16).padStart(4, '0')),
  );
  const calls = [{ clientState: SECRET, resource: `communications/callRecords/${CALL}` }];
  const body = Buffer.from(JSON.stringify({ value: [...same, ...others, ...calls].slice(1) }));
  expect((await post(streamOf([body]))).status).toBe(202);
  const written = tables.rows('Subscriptions').map(({ rowKey }) => rowKey);
  expect(written).toHaveLength(100);
  expect(written).toContain(TENANT);
  expect(await queued()).toBe(1);
});
