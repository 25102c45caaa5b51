import { randomUUID } from 'node:crypto';
import { QueueClient } from '@azure/storage-queue';
import { afterEach, describe, expect, it } from 'vitest';
import { type StorageProxy, type StorageRequest, startStorageProxy } from '../storage-proxy.ts';
import { expectIndexed } from './expect-indexed.ts';
import {
  cellValue,
  leftovers,
  type PipelineWorldOptions,
  POISON_QUEUE,
  pipelineWorld,
  QUEUE,
  readCall,
} from './pipeline-world.ts';

const AT_ONCE = { readableAfterSeconds: 0, notifiedAfterSeconds: 0 } as const;

let proxies: Array<StorageProxy> = [];
afterEach(async () => {
  await Promise.all(proxies.map((proxy) => proxy.close()));
  proxies = [];
});

/** A world whose program reaches storage through a proxy that can fail. */
async function proxiedWorld(options: PipelineWorldOptions = {}) {
  let proxy: StorageProxy | undefined;
  const world = await pipelineWorld({
    ...options,
    storage: async (account) => {
      proxy = await startStorageProxy(account);
      proxies.push(proxy);
      return proxy.connectionString;
    },
  });
  if (proxy === undefined) throw new Error('the world did not ask for its storage');
  return { world, proxy };
}

const isTable = ({ service }: StorageRequest) => service === 'table';
const writesTo = (table: string) => (request: StorageRequest) =>
  isTable(request) &&
  request.method !== 'GET' &&
  (request.path.includes(table) || request.body.includes(`/${table}(`));

describe('when storage fails', () => {
  it('in the middle of writing version 2, version 1 stays whole and readable; version 2 comes later', async () => {
    const { world, proxy } = await proxiedWorld();
    const call = world.tenant.startCall({ kind: 'meeting', ...AT_ONCE });
    await world.settle();
    const before = await readCall(world, call.callId);

    proxy.failWhen((request) => (writesTo('MediaStreams')(request) ? { status: 503 } : undefined));
    const second = world.tenant.publishVersion(call.callId);
    await world.tenant.deliverDue();
    await world.host.processQueue(QUEUE, { maxMessages: 1 });
    expect(await readCall(world, call.callId)).toEqual(before);

    proxy.heal();
    await world.settle();
    const after = await readCall(world, call.callId);
    expect(after.version).toBe(2n);
    expect(after.mediaStreams).toHaveLength(second.counts?.mediaStreams ?? -1);
    expect(await leftovers(world, call.callId)).toEqual([]);
  });

  it('and what may be kept cannot be read, Graph is not asked and nothing is stored: the call waits', async () => {
    const { world, proxy } = await proxiedWorld();
    proxy.failWhen(({ path }) => (path.includes('Withheld') ? { status: 503 } : undefined));
    const call = world.tenant.startCall({ kind: 'peer-to-peer', ...AT_ONCE });
    await world.settle();
    expect(await world.rows('CallRecords', call.callId)).toEqual([]);
    expect(await world.rows('Participants', call.callId)).toEqual([]);
    const [pending] = await world.tenantRows('PendingCallRecords');
    expect(cellValue(pending, 'Reason')).toBe('storage');
    const asked = world.events.filter(
      (event) => event.type === 'requestAnswered' && /callRecords/.test(JSON.stringify(event)),
    );
    expect(asked).toEqual([]);

    proxy.heal();
    await world.pass(20);
    await expectIndexed(world, await readCall(world, call.callId));
  });

  it('and the reply of the commit is lost, the call is stored once', async () => {
    const { world, proxy } = await proxiedWorld();
    let lost = 0;
    proxy.failWhen((request) => {
      if (!writesTo('CallRecords')(request) || lost > 0) return undefined;
      lost += 1;
      return 'replyLost';
    });
    const call = world.tenant.startCall({ kind: 'peer-to-peer', ...AT_ONCE });
    await world.settle();
    expect(lost).toBe(1);
    expect((await readCall(world, call.callId)).version).toBe(1n);
    expect(await leftovers(world, call.callId)).toEqual([]);
  });

  it.each(['CallsByDay', 'CallsByUser'])(
    'between the commit of a call and its row in %s, the next delivery writes it',
    async (table) => {
      const { world, proxy } = await proxiedWorld();
      proxy.failWhen((request) => (writesTo(table)(request) ? { status: 503 } : undefined));
      const call = world.tenant.startCall({ kind: 'meeting', ...AT_ONCE });
      await world.tenant.deliverDue();
      await world.host.processQueue(QUEUE, { maxMessages: 1 });
      const stored = await readCall(world, call.callId);
      expect(stored.version).toBe(1n);
      await expect(expectIndexed(world, stored)).rejects.toThrow();

      proxy.heal();
      await world.settle();
      await expectIndexed(world, stored);
      expect(await readCall(world, call.callId)).toEqual(stored);
    },
  );

  it('in one table for minutes, the call waits as a pending row and is no dead letter', async () => {
    const { world, proxy } = await proxiedWorld();
    proxy.failWhen((request) => (writesTo('MediaStreams')(request) ? { status: 503 } : undefined));
    const call = world.tenant.startCall({ kind: 'meeting', ...AT_ONCE });
    await world.settle();
    const [pending] = await world.tenantRows('PendingCallRecords');
    expect(cellValue(pending, 'Reason')).toBe('storage');
    expect(await world.rows('DeadLetters', 'call-records')).toEqual([]);

    proxy.heal();
    await world.pass(3);
    expect((await readCall(world, call.callId)).version).toBe(1n);
    expect(await leftovers(world, call.callId)).toEqual([]);
    expect(await world.tenantRows('PendingCallRecords')).toEqual([]);
  });

  it('and no row can say that the call waits, its message is a dead letter and is not poisoned', async () => {
    const { world, proxy } = await proxiedWorld();
    proxy.failWhen((request) => (writesTo('MediaStreams')(request) ? { status: 503 } : undefined));
    const call = world.tenant.startCall({
      kind: 'meeting',
      readableAfterSeconds: 0,
      notifiedAfterSeconds: 9999,
    });
    const { callId } = call;
    const firstSeenAt = world.clock.now().toISOString();
    // One more is no number of 32 bits.
    const attempt = 2 ** 31 - 1;
    const message = {
      schema: 1,
      tenantId: world.tenant.tenantId,
      callId,
      reason: 'pending',
      attempt,
      firstSeenAt,
    };
    await new QueueClient(world.account, QUEUE).sendMessage(JSON.stringify(message));
    await world.settle();
    const [letter] = await world.rows('DeadLetters', 'call-records');
    expect(cellValue(letter, 'CallId')).toBe(callId);
    expect(cellValue(letter, 'Reason')).toContain('Attempt');
    expect(await world.rows('DeadLetters', 'call-records-poison')).toEqual([]);

    proxy.heal();
    await world.pass(65);
    expect((await readCall(world, callId)).version).toBe(1n);
  });

  it('and a message is given up on, the rows of its attempts go once a later version is stored', async () => {
    const { world, proxy } = await proxiedWorld();
    const refused = ['MediaStreams', 'PendingCallRecords'].map(writesTo);
    proxy.failWhen((request) =>
      request.service === 'queue' || refused.some((writes) => writes(request)) ? { status: 503 } : undefined,
    );
    const { callId } = world.tenant.startCall({
      kind: 'meeting',
      readableAfterSeconds: 0,
      notifiedAfterSeconds: 9999,
    });
    const { tenantId } = world.tenant;
    const firstSeenAt = world.clock.now().toISOString();
    const message = { schema: 1, tenantId, callId, reason: 'notification', attempt: 0, firstSeenAt };
    await new QueueClient(world.account, QUEUE).sendMessage(JSON.stringify(message));
    await world.settle();
    const [letter] = await world.rows('DeadLetters', 'call-records-poison');
    expect(cellValue(letter, 'CallId')).toBe(callId);

    proxy.heal();
    await world.pass(5, 5);
    world.tenant.publishVersion(callId);
    await world.settle();
    expect((await readCall(world, callId)).version).toBe(2n);
    await world.pass(1);
    expect(await leftovers(world, callId)).toEqual([]);
    const [closed] = await world.rows('DeadLetters', 'call-records-poison');
    expect(cellValue(closed, 'State')).toBe('stored');
  });

  it('after a commit for minutes, and the notification is repeated, the repetition finishes what waits', async () => {
    const { world, proxy } = await proxiedWorld();
    proxy.failWhen((request) => (writesTo('CallsByDay')(request) ? { status: 503 } : undefined));
    const call = world.tenant.startCall({ kind: 'peer-to-peer', ...AT_ONCE });
    await world.settle();
    expect(await world.tenantRows('PendingCallRecords')).toHaveLength(1);

    proxy.heal();
    await world.post(JSON.stringify(world.notificationsFor([call.callId])));
    await world.settle();
    expect(await world.tenantRows('PendingCallRecords')).toEqual([]);
    await expectIndexed(world, await readCall(world, call.callId));
  });

  it('for good, because it refuses a row, the call is dead-lettered', async () => {
    const { world, proxy } = await proxiedWorld();
    proxy.failWhen((request) => (writesTo('MediaStreams')(request) ? { status: 400 } : undefined));
    const call = world.tenant.startCall({ kind: 'peer-to-peer', ...AT_ONCE });
    await world.settle();
    const [letter] = await world.rows('DeadLetters', 'call-records');
    expect(cellValue(letter, 'CallId')).toBe(call.callId);
    expect(cellValue(letter, 'Reason')).toContain('400');
    expect(await world.tenantRows('PendingCallRecords')).toEqual([]);
  });

  it('a forged notification is answered as ever, and the valid one beside it is queued', async () => {
    const { world, proxy } = await proxiedWorld();
    const [row] = await world.tenantRows('Subscriptions');
    world.clock.advance({ minutes: 2 });
    proxy.failWhen((request) => (isTable(request) ? { status: 503 } : undefined));
    const call = world.tenant.startCall({
      kind: 'peer-to-peer',
      readableAfterSeconds: 0,
      notifiedAfterSeconds: 9999,
    });
    const { value } = world.notificationsFor([call.callId, call.callId]);
    value[0] = { ...value[0], subscriptionId: row?.rowKey, clientState: 'wrong' };
    expect((await world.post(JSON.stringify({ value }))).status).toBe(202);
    proxy.heal();
    await world.settle();
    expect((await readCall(world, call.callId)).version).toBe(1n);
  });

  it('at every delivery, nothing is lost: the message goes back into its queue until tables answer again', async () => {
    const { world, proxy } = await proxiedWorld();
    proxy.failWhen((request) => (isTable(request) ? { status: 503 } : undefined));
    const call = world.tenant.startCall({ kind: 'peer-to-peer', ...AT_ONCE });
    await world.tenant.deliverDue();
    const deliveries = await world.host.processQueue(QUEUE, { untilEmpty: true });
    expect(deliveries.map(({ disposition }) => disposition)).toEqual([
      ...Array(4).fill('released'),
      'deleted',
    ]);
    const queue = new QueueClient(world.account, QUEUE);
    expect((await queue.getProperties()).approximateMessagesCount).toBe(1);

    proxy.heal();
    // The copy is hidden for five real minutes; what it says is what a person would put in by hand.
    await queue.clearMessages();
    await world.post(JSON.stringify(world.notificationsFor([call.callId])));
    await world.settle();
    expect((await readCall(world, call.callId)).version).toBe(1n);
  });

  it('where a call would wait, and not where dead letters stand, the message goes back and is no dead letter', async () => {
    const { world, proxy } = await proxiedWorld();
    proxy.failWhen((request) =>
      writesTo('MediaStreams')(request) || writesTo('PendingCallRecords')(request)
        ? { status: 503 }
        : undefined,
    );
    world.tenant.startCall({ kind: 'peer-to-peer', ...AT_ONCE });
    await world.settle();
    expect(await world.rows('DeadLetters', 'call-records')).toEqual([]);
    const queue = new QueueClient(world.account, QUEUE);
    expect((await queue.getProperties()).approximateMessagesCount).toBe(1);
  });

  it('while a poisoned message is kept, the message goes back into the poison queue', async () => {
    const { world, proxy } = await proxiedWorld();
    const poison = new QueueClient(world.account, POISON_QUEUE);
    await poison.createIfNotExists();
    await poison.sendMessage(JSON.stringify({ callId: randomUUID() }));
    proxy.failWhen((request) => (isTable(request) ? 'unreachable' : undefined));
    await world.host.processQueue(POISON_QUEUE, { untilEmpty: true });
    expect((await poison.getProperties()).approximateMessagesCount).toBe(1);
  });
});

describe('a first start', () => {
  it('whose storage answers only hours later lists those hours too, whatever BACKFILL_DAYS says', async () => {
    const settings = { BACKFILL_DAYS: '0' };
    const { world, proxy } = await proxiedWorld({ settings, subscribed: false, reconciles: true });
    const endsAfter = (minutes: number) => {
      const endedAt = new Date(world.clock.now().getTime() + minutes * 60_000);
      return world.tenant.startCall({ kind: 'failed', ...AT_ONCE, endedAt, durationSeconds: 60 }).callId;
    };
    proxy.failWhen((request) => (isTable(request) ? { status: 503 } : undefined));
    const before = endsAfter(-60);
    await world.pass(60, 20);
    const meanwhile = endsAfter(0);
    await world.pass(240, 60);
    expect(await world.tenantRows('Coverage')).toEqual([]);

    proxy.heal();
    await world.pass(10, 5);
    expect((await readCall(world, meanwhile)).version).toBe(1n);
    expect((await readCall(world, before)).head).toBeUndefined();
    expect((await world.tenantRows('Coverage')).map(({ rowKey }) => rowKey.slice(11))).toEqual([
      '09',
      '10',
      '11',
      '12',
      '13',
      '14',
    ]);
  });
});

describe('what cannot be ingested', () => {
  it('one permanently bad record is dead-lettered, and the others flow', async () => {
    const world = await pipelineWorld();
    const bad = world.tenant.startCall({ kind: 'peer-to-peer', ...AT_ONCE });
    world.tenant.faults.add('foreign-next-link', { callId: bad.callId, count: 100 });
    const large = world.tenant.startCall({ kind: 'large-meeting', ...AT_ONCE });
    world.tenant.faults.add('foreign-next-link', { callId: large.callId, count: 100 });
    const good = world.tenant.startCall({ kind: 'peer-to-peer', ...AT_ONCE });
    await world.settle();
    expect((await readCall(world, good.callId)).version).toBe(1n);
    const letters = await world.rows('DeadLetters', 'call-records');
    expect(letters.map((row) => cellValue(row, 'CallId'))).toContain(large.callId);
    const letter = letters.find((row) => cellValue(row, 'CallId') === large.callId);
    expect(cellValue(letter, 'Reason')).toMatch(/next link leads to another origin/);
    expect(cellValue(letter, 'DequeueCount')).toBe(5);

    world.tenant.faults.clear();
    await world.pass(65);
    expect((await readCall(world, large.callId)).version).toBe(1n);
    expect(await leftovers(world, large.callId)).toEqual([]);
    const [closed] = await world.rows('DeadLetters', 'call-records');
    expect(cellValue(closed, 'State')).toBe('stored');
  });

  it.each([
    ['no JSON', 'hello'],
    ['a number', '12'],
    ['null', 'null'],
    ['an empty object', '{}'],
    ['markup', '<message>&amp;</message>'],
    ['emoji', '📞'],
    ['another schema', JSON.stringify({ schema: 99, callId: randomUUID() })],
    ['a call id that is none', JSON.stringify({ schema: 1, callId: '../../users' })],
    [
      'properties that look like the host’s own',
      JSON.stringify({ id: 'a/b\\c#d?e', dequeueCount: 1, insertionTime: 'never' }),
    ],
    ['a dequeueCount that no column holds', JSON.stringify({ dequeueCount: 99_999_999_999 })],
    ['a dequeueCount that is no whole number', JSON.stringify({ dequeueCount: 1.5 })],
    ['an object whose length is no number', JSON.stringify({ traceparent: { length: [{ toString: 0 }] } })],
    ['64 KiB', 'x'.repeat(64 * 1024)],
    ['64 KiB of escapes', JSON.stringify({ x: '"'.repeat(32_000) }).slice(0, 64 * 1024)],
  ])(
    'a queue message that is %s ends in DeadLetters with its body and the reason, and the next one flows',
    async (_, text) => {
      const world = await pipelineWorld();
      await new QueueClient(world.account, QUEUE).sendMessage(text);
      const call = world.tenant.startCall({ kind: 'peer-to-peer', ...AT_ONCE });
      await world.settle();
      const [letter, ...more] = await world.rows('DeadLetters', 'call-records');
      expect(more).toEqual([]);
      const body = ['Body', 'Body2', 'Body3'].map((column) => cellValue(letter, column) ?? '').join('');
      expect(body === text || JSON.stringify(JSON.parse(text)) === body).toBe(true);
      expect(cellValue(letter, 'Reason')).toMatch(/not a call record message/);
      expect(cellValue(letter, 'State')).toBe('operator');
      expect((await readCall(world, call.callId)).version).toBe(1n);
    },
  );
});
