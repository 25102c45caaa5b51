/** What the pipeline does when the services of storage refuse, break off, or hold what it cannot take. */

import { randomUUID } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import { type StorageProxy, type StorageRequest, startStorageProxy } from '../storage-proxy.ts';
import { expectIndexed } from './expect-indexed.ts';
import {
  cellValue,
  leftovers,
  pipelineInMemory,
  pipelineWorld,
  QUEUE,
  READABLE_AT_ONCE,
  readCall,
} from './pipeline-world.ts';

let proxies: Array<StorageProxy> = [];
afterEach(async () => {
  await Promise.all(proxies.map((proxy) => proxy.close()));
  proxies = [];
});

/** A world whose program reaches storage through a proxy that can fail. */
async function proxiedWorld() {
  let proxy: StorageProxy | undefined;
  const world = await pipelineWorld({
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
    const call = world.tenant.startCall({ kind: 'meeting', ...READABLE_AT_ONCE });
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

  it('and the reply of the commit is lost, the call is stored once', async () => {
    const { world, proxy } = await proxiedWorld();
    let lost = 0;
    proxy.failWhen((request) => {
      if (!writesTo('CallRecords')(request) || lost > 0) return undefined;
      lost += 1;
      return 'replyLost';
    });
    const call = world.tenant.startCall({ kind: 'peer-to-peer', ...READABLE_AT_ONCE });
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
      const call = world.tenant.startCall({ kind: 'meeting', ...READABLE_AT_ONCE });
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

  it('for good, because it refuses a row, the call is dead-lettered', async () => {
    const { world, proxy } = await proxiedWorld();
    proxy.failWhen((request) => (writesTo('MediaStreams')(request) ? { status: 400 } : undefined));
    const call = world.tenant.startCall({ kind: 'peer-to-peer', ...READABLE_AT_ONCE });
    await world.settle();
    const [letter] = await world.rows('DeadLetters', 'call-records');
    expect(cellValue(letter, 'CallId')).toBe(call.callId);
    expect(cellValue(letter, 'Reason')).toContain('400');
    expect(await world.tenantRows('PendingCallRecords')).toEqual([]);
  });
});

describe('what cannot be ingested', () => {
  it('one permanently bad record is dead-lettered, and the others flow', async () => {
    const world = await pipelineInMemory();
    const bad = world.tenant.startCall({ kind: 'peer-to-peer', ...READABLE_AT_ONCE });
    world.tenant.faults.add('foreign-next-link', { callId: bad.callId, count: 100 });
    const large = world.tenant.startCall({ kind: 'large-meeting', ...READABLE_AT_ONCE });
    world.tenant.faults.add('foreign-next-link', { callId: large.callId, count: 100 });
    const good = world.tenant.startCall({ kind: 'peer-to-peer', ...READABLE_AT_ONCE });
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
      await world.queue(QUEUE).send(text);
      const call = world.tenant.startCall({ kind: 'peer-to-peer', ...READABLE_AT_ONCE });
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
