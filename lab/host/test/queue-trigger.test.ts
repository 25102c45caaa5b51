import { app, type InvocationContext } from '@azure/functions';
import { describe, expect, test } from 'vitest';
import { eventually } from './eventually.ts';
import { type HostWorldOptions, hostWorld, peek } from './host-world.ts';
import { StandingClock } from './standing-clock.ts';

type Handler = (entry: unknown, context: InvocationContext) => unknown;

const on = (queueName: string, handler: Handler, options?: HostWorldOptions) =>
  hostWorld(() => {
    app.storageQueue('handle', {
      queueName,
      connection: 'Storage',
      handler: async (...given) => void (await handler(...given)),
    });
  }, options);

const fail = () => {
  throw new Error('as the test asked');
};

describe('a message whose function succeeds', () => {
  test('is deleted', async () => {
    const { host, queue } = await on('things', () => undefined);
    const things = await queue('things');
    await things.sendMessage('one');
    expect(await host.processQueue('things')).toMatchObject([
      { body: 'one', dequeueCount: 1, disposition: 'deleted', invocation: { outcome: 'succeeded' } },
    ]);
    expect((await things.getProperties()).approximateMessagesCount).toBe(0);
  });

  test.each([
    ['12', 12],
    ['true', true],
    ['{"a":[1]}', { a: [1] }],
    ['[1,2]', [1, 2]],
    ['"text"', 'text'],
    ['plain text', 'plain text'],
    ['{"cut', '{"cut'],
    ['  spaced <&>\n', '  spaced <&>\n'],
    ['Zoë 🙂', 'Zoë 🙂'],
  ])('arrives parsed when it is JSON: %j', async (sent, received) => {
    const seen: Array<unknown> = [];
    const { host, queue } = await on('things', (entry) => seen.push(entry));
    await (await queue('things')).sendMessage(sent);
    await host.processQueue('things');
    expect(seen).toEqual([received]);
  });

  test('comes with what the queue knows about it', async () => {
    const seen: Array<unknown> = [];
    const { host, queue } = await on('things', (_, { triggerMetadata }) => seen.push(triggerMetadata));
    const { messageId } = await (await queue('things')).sendMessage('text');
    const before = Date.now();
    await host.processQueue('things');
    expect(seen).toEqual([
      {
        queueTrigger: 'text',
        id: messageId,
        dequeueCount: 1,
        popReceipt: expect.any(String),
        insertionTime: expect.stringMatching(/^\d{4}-.*Z$/),
        expirationTime: expect.stringMatching(/^\d{4}-.*Z$/),
        nextVisibleTime: expect.stringMatching(/^\d{4}-.*Z$/),
      },
    ]);
    // The lease of ten minutes, to the second.
    const [{ nextVisibleTime }] = seen as [{ nextVisibleTime: string }];
    expect(Math.abs(Date.parse(nextVisibleTime) - before - 600_000)).toBeLessThan(10_000);
  });

  test('is leased for as long as the host is told', async () => {
    const seen: Array<unknown> = [];
    const { host, queue } = await on('things', (_, { triggerMetadata }) => seen.push(triggerMetadata), {
      messageLeaseSeconds: 20,
    });
    await (await queue('things')).sendMessage('text');
    const before = Date.now();
    await host.processQueue('things');
    const [{ nextVisibleTime }] = seen as [{ nextVisibleTime: string }];
    expect(Math.abs(Date.parse(nextVisibleTime) - before - 20_000)).toBeLessThan(10_000);
  });

  test('can hide that behind its own properties, as on the real host', async () => {
    const seen: Array<unknown> = [];
    const { host, queue } = await on('things', (_, { triggerMetadata }) => seen.push(triggerMetadata));
    const body = { dequeuecount: 77, callId: 'c', nested: { a: 1 }, list: [1], nothing: null, yes: true };
    await (await queue('things')).sendMessage(JSON.stringify(body));
    await host.processQueue('things');
    expect(seen).toMatchObject([{ dequeueCount: 77, callId: 'c', nested: { a: 1 }, yes: 'True' }]);
    expect(seen[0]).not.toHaveProperty('list');
    expect(seen[0]).not.toHaveProperty('nothing');
  });
});

describe('a message whose function fails', () => {
  test('is delivered again with a higher dequeueCount, until it succeeds', async () => {
    const counts: Array<unknown> = [];
    const handler: Handler = (_, { triggerMetadata }) => {
      counts.push(triggerMetadata?.dequeueCount);
      if (counts.length < 3) fail();
    };
    const { host, queue } = await on('things', handler);
    await (await queue('things')).sendMessage('one');
    const deliveries = await host.processQueue('things', { untilEmpty: true });
    expect(counts).toEqual([1, 2, 3]);
    expect(deliveries.map(({ disposition }) => disposition)).toEqual(['released', 'released', 'deleted']);
  });

  test('is invisible for visibilityTimeout before it comes again', async () => {
    const { host, queue } = await on('things', fail, { queues: { visibilityTimeout: '00:00:30' } });
    const things = await queue('things');
    await things.sendMessage('one');
    expect(await host.processQueue('things', { untilEmpty: true })).toHaveLength(1);
    expect(await peek(things)).toEqual([]);
  });

  test('goes to the poison queue at its last delivery, with its text as it was', async () => {
    const { host, queue, log } = await on('things', fail, { queues: { maxDequeueCount: 2 } });
    await (await queue('things')).sendMessage('{"a": 1}');
    const deliveries = await host.processQueue('things', { untilEmpty: true });
    expect(deliveries.map(({ disposition }) => disposition)).toEqual(['released', 'poisoned']);
    expect(await peek(await queue('things-poison'))).toEqual(['{"a": 1}']);
    expect((await (await queue('things')).getProperties()).approximateMessagesCount).toBe(0);
    expect(log.map(({ message }) => message)).toContainEqual(
      expect.stringMatching(/failed 2 times.*things-poison/),
    );
  });

  test('goes there unseen when it was delivered too often before, as after crashes', async () => {
    const seen: Array<unknown> = [];
    const { host, queue } = await on('things', (entry) => seen.push(entry), {
      queues: { maxDequeueCount: 2 },
    });
    const things = await queue('things');
    await things.sendMessage('crasher');
    // Two deliveries to processes that died: received, and neither deleted nor released.
    for (let crash = 0; crash < 2; crash++) {
      const [message] = (await things.receiveMessages({ visibilityTimeout: 600 })).receivedMessageItems;
      await things.updateMessage(message?.messageId ?? '', message?.popReceipt ?? '', undefined, 0);
    }
    expect(await host.processQueue('things')).toMatchObject([{ dequeueCount: 3, disposition: 'poisoned' }]);
    expect(seen).toEqual([]);
    expect(await peek(await queue('things-poison'))).toEqual(['crasher']);
  });

  test('waits out its lease when the queue is itself a poison queue', async () => {
    const { host, queue } = await on('things-poison', fail);
    const poison = await queue('things-poison');
    await poison.sendMessage('one');
    expect(await host.processQueue('things-poison', { untilEmpty: true })).toMatchObject([
      { disposition: 'leftInvisible' },
    ]);
    expect(await peek(poison)).toEqual([]);
  });

  test('is left alone when another host has received it meanwhile', async () => {
    const { host, queue } = await on('things', async () => {
      const things = await queue('things');
      await things.clearMessages();
    });
    await (await queue('things')).sendMessage('one');
    expect(await host.processQueue('things')).toMatchObject([{ disposition: 'lost' }]);
  });
});

describe('a long-running function', () => {
  test.each([
    ['every five minutes', undefined, 300_000],
    ['at half of a shorter lease', 10, 5_000],
  ])('keeps its message: the lease is renewed %s', async (_, messageLeaseSeconds, halfLifeMs) => {
    const clock = new StandingClock('2026-11-23T16:55:00Z');
    const { promise: finished, resolve: finish } = Promise.withResolvers<void>();
    const { host, queue } = await on('things', () => finished, {
      clock,
      hostJson: { functionTimeout: '-1' },
      ...(messageLeaseSeconds === undefined ? {} : { messageLeaseSeconds }),
    });
    await (await queue('things')).sendMessage('one');
    const processing = host.processQueue('things');
    for (let renewals = 0; renewals < 3; renewals++) {
      await eventually(() => clock.sleepers === 1);
      clock.moveBy(halfLifeMs);
    }
    await eventually(() => clock.sleepers === 1);
    finish();
    // Deleting takes the receipt of the last renewal: with any other this would be "lost".
    expect(await processing).toMatchObject([
      { disposition: 'deleted', invocation: { durationMs: 3 * halfLifeMs } },
    ]);
  });

  test('fails when it exceeds functionTimeout', async () => {
    const clock = new StandingClock('2026-11-23T16:55:00Z');
    const { host, queue } = await on('things', () => new Promise(() => undefined), {
      clock,
      hostJson: { functionTimeout: '00:01:00' },
    });
    await (await queue('things')).sendMessage('one');
    const processing = host.processQueue('things');
    await eventually(() => clock.sleepers === 2);
    clock.moveBy(60_000);
    expect(await processing).toMatchObject([
      { disposition: 'released', invocation: { outcome: 'failed', error: { name: 'FunctionTimeoutError' } } },
    ]);
  });
});

describe('processQueue', () => {
  test('takes one batch by default, and never more than asked for', async () => {
    const { host, queue } = await on('things', () => undefined, { queues: { batchSize: 2 } });
    const things = await queue('things');
    for (let n = 0; n < 7; n++) await things.sendMessage(`${n}`);
    expect(await host.processQueue('things')).toHaveLength(2);
    expect(await host.processQueue('things', { untilEmpty: true, maxMessages: 3 })).toHaveLength(3);
    expect(await host.processQueue('things', { untilEmpty: true })).toHaveLength(2);
  });

  test('finds nothing in a queue that does not exist', async () => {
    const { host } = await on('things', () => undefined);
    expect(await host.processQueue('things')).toEqual([]);
  });

  test('refuses a queue that triggers nothing', async () => {
    const { host } = await on('things', () => undefined);
    await expect(host.processQueue('thing')).rejects.toThrow('"thing"');
  });
});
