import { app } from '@azure/functions';
import { afterEach, expect, test } from 'vitest';
import { freshAccount } from '../../../test/storage-account.ts';
import type { Host } from '../host.ts';
import { pollingWaits } from '../queue-rules.ts';
import { eventually } from './eventually.ts';
import { type HostWorldOptions, hostWorld } from './host-world.ts';

const hosts: Array<Host> = [];
afterEach(() => Promise.all(hosts.splice(0).map((host) => host.stop())));

async function started(handler: (entry: unknown) => unknown, options: HostWorldOptions) {
  const world = await hostWorld(() => {
    app.storageQueue('handle', {
      queueName: 'things',
      connection: 'Storage',
      handler: async (entry) => void (await handler(entry)),
    });
  }, options);
  await world.host.start();
  hosts.push(world.host);
  return world;
}

test('a started host creates its queue and runs what arrives in it', async () => {
  const seen: Array<unknown> = [];
  const { queue } = await started((entry) => seen.push(entry), {});
  await (await queue('things')).sendMessage('one');
  await eventually(() => seen.length === 1);
  expect(seen).toEqual(['one']);
});

test('two hosts on one queue share its messages, each message running once', async () => {
  const account = freshAccount();
  const seen: Array<unknown> = [];
  const busy = new Set<string>();
  const { promise: bothBusy, resolve: release } = Promise.withResolvers<void>();
  const as = (name: string) => async (entry: unknown) => {
    seen.push(entry);
    busy.add(name);
    if (busy.size === 2) release();
    await bothBusy;
  };
  const one: HostWorldOptions = { account, queues: { batchSize: 1, newBatchThreshold: 0 } };
  const { queue } = await started(as('first'), one);
  await started(as('second'), one);
  const things = await queue('things');
  for (let n = 0; n < 12; n++) await things.sendMessage(`${n}`);
  await eventually(() => seen.length >= 12);
  await eventually(async () => (await things.getProperties()).approximateMessagesCount === 0);
  expect(seen.toSorted((a, b) => Number(a) - Number(b))).toEqual(Array.from({ length: 12 }, (_, n) => n));
});

test('the next batch is taken when no more than newBatchThreshold are running', async () => {
  const running: Array<() => void> = [];
  let most = 0;
  const handler = async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    running.push(resolve);
    most = Math.max(most, running.length);
    await promise;
  };
  const account = freshAccount();
  const { queue } = await started(handler, { account, queues: { batchSize: 4, newBatchThreshold: 2 } });
  const things = await queue('things');
  for (let n = 0; n < 12; n++) await things.sendMessage(`${n}`);
  const leased = async () => (await things.peekMessages({ numberOfMessages: 32 })).peekedMessageItems.length;

  await eventually(() => running.length === 4);
  for (const finish of running.splice(0, 1)) finish();
  await eventually(async () => (await things.getProperties()).approximateMessagesCount === 11);
  expect(await leased()).toBe(8);

  for (const finish of running.splice(0, 1)) finish();
  await eventually(() => running.length === 6);
  expect(most).toBe(6);

  await eventually(async () => {
    for (const finish of running.splice(0)) finish();
    return (await things.getProperties()).approximateMessagesCount === 0;
  });
});

test('stopping finishes the messages already taken', async () => {
  const { promise: finished, resolve: finish } = Promise.withResolvers<void>();
  let runs = 0;
  const { host, queue } = await started(async () => {
    runs += 1;
    await finished;
  }, {});
  const things = await queue('things');
  await things.sendMessage('one');
  await eventually(() => runs === 1);
  const stopped = host.stop();
  await things.sendMessage('two');
  finish();
  await stopped;
  expect((await things.peekMessages({ numberOfMessages: 32 })).peekedMessageItems).toMatchObject([
    { messageText: 'two', dequeueCount: 0 },
  ]);
});

test('stopping waits no longer than the drain limit, and says for what', async () => {
  let runs = 0;
  const { host, queue, log } = await started(
    () => {
      runs += 1;
      return new Promise(() => undefined);
    },
    { drainSeconds: 0 },
  );
  await (await queue('things')).sendMessage('one');
  await eventually(() => runs === 1);
  await host.stop();
  hosts.splice(0);
  expect(log.at(-1)?.message).toMatch(/handle/);
});

test('a queue deleted under the host is worked on again when it is back', async () => {
  const seen: Array<unknown> = [];
  const { queue } = await started((entry) => seen.push(entry), {});
  await (await queue('things')).delete();
  await (await queue('things')).sendMessage('later');
  await eventually(() => seen.length === 1);
});

test('an empty queue is polled after 100 ms, then ever more rarely, up to maxPollingInterval', () => {
  const nextWaitMs = pollingWaits(2_000, () => 0.5);
  const waits = [true, ...Array.from({ length: 7 }, () => false)].map((found) => nextWaitMs(found));
  expect(waits).toEqual([100, 200, 300, 500, 900, 1_700, 2_000, 2_000]);
  expect(nextWaitMs(true)).toBe(100);
});
