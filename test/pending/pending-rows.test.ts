import { describe, expect, it } from 'vitest';
import { ManualClock } from '../../lab/manual-clock.ts';
import { createMemoryQueue } from '../../src/adapters/memory/queue.ts';
import { createMemoryTables } from '../../src/adapters/memory/tables.ts';
import { defer } from '../../src/ingest/defer.ts';
import { toDateTime } from '../../src/language/date-time.ts';
import { parseCallId, parseTenantId } from '../../src/language/identifiers.ts';
import type { Log } from '../../src/logs/log.ts';
import { makePending } from '../../src/pending/make-pending.ts';
import { releasePending } from '../../src/pending/release-pending.ts';
import { CallRecordMessage } from '../../src/ports/call-record-message.ts';
import type { Tables } from '../../src/ports/storage.ts';
import { createStore } from '../../src/rows/store.ts';
import { createDoor } from '../../src/withheld/door.ts';

const silent: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };

function world() {
  const tenantId = parseTenantId('3c9a1f0e-7b52-4d8e-9a64-1f2e5b7c8d90');
  const callId = parseCallId('0f7c8d1e-9b2a-4c3d-8e5f-6a7b8c9d0e1f');
  if (tenantId === undefined || callId === undefined) throw new Error('an id of this test is wrong');
  const clock = new ManualClock();
  const tables = createMemoryTables();
  const queue = createMemoryQueue(clock);
  const message = (firstSeenAt: Date, attempt = 0) =>
    CallRecordMessage.parse({
      schema: 1,
      tenantId,
      callId,
      reason: 'notification',
      attempt,
      firstSeenAt: firstSeenAt.toISOString(),
    });
  const storeOver = (through: Tables) => createStore({ tables: through, tenantId, clock });
  const store = storeOver(tables);
  const random = { fraction: () => 0.5, hex: () => '0' };
  const deferring = { store, random, door: createDoor(store), latencyWindowMinutes: 150 };
  const releasing = { store, queue, latencyWindowMinutes: 150, log: silent };
  const row = async () => (await store.pending.get(callId))?.cells;
  return { callId, clock, tables, store, storeOver, queue, message, row, deferring, releasing };
}

/** Two minutes for a call that was first seen just now. */
const notFound = { reason: 'notFound' } as const;

describe('a pending row', () => {
  it('keeps the earliest time the call was seen, however often it is notified of', async () => {
    const { clock, message, row, deferring } = world();
    const first = clock.now();
    await defer(deferring, message(first), notFound, undefined);
    clock.advance({ minutes: 30 });
    await defer(deferring, message(clock.now()), notFound, undefined);
    expect((await row())?.FirstSeenAt?.value).toBe('2026-11-23T09:00:00.0000000Z');
    // The wait of a call that was seen half an hour ago: one seen just now waits two minutes.
    expect((await row())?.NextAttemptAt?.value).toBe('2026-11-23T09:45:00.0000000Z');
    expect((await row())?.Attempt?.value).toBe(2);
  });

  it('stays when another attempt has deferred the call since Graph was asked', async () => {
    const { callId, clock, store, message, row, deferring } = world();
    const { pending } = store;
    await defer(deferring, message(clock.now()), notFound, undefined);
    const asItWas = await pending.get(callId);
    clock.advance({ minutes: 1 });
    await defer(deferring, message(clock.now()), { reason: 'throttled' }, asItWas);
    if (asItWas !== undefined) await pending.delete(asItWas);
    const asItIs = await pending.get(callId);
    expect(asItIs?.cells.Reason?.value).toBe('throttled');
    if (asItIs !== undefined) await pending.delete(asItIs);
    expect(await row()).toBeUndefined();
  });

  it('that another attempt has deferred since it was read is deferred all the same', async () => {
    const { callId, clock, store, message, row, deferring } = world();
    await defer(deferring, message(clock.now()), notFound, undefined);
    const asItWas = await store.pending.get(callId);
    await defer(deferring, message(clock.now()), { reason: 'throttled' }, asItWas);
    await defer(deferring, message(clock.now()), { reason: 'forbidden' }, asItWas);
    expect((await row())?.Reason?.value).toBe('forbidden');
    expect((await row())?.Attempt?.value).toBe(3);
  });

  it.each([
    ['waits', 0, { reason: 'notFound' }, 'waiting'],
    [
      'waits as long as Graph has asked for',
      0,
      { reason: 'throttled', retryAt: new Date('2026-11-23T10:00:00Z') },
      'waiting',
    ],
    ['is given up', 25, { reason: 'notFound' }, 'unavailable'],
  ] as const)(
    'takes a burst of 300 attempts at one call that meet: it %s, and none of them fails',
    async (_, ageHours, deferral, state) => {
      const { callId, clock, message, row, deferring, storeOver, tables } = world();
      const heard = { ...message(new Date(clock.now().getTime() - ageHours * 3_600_000)), attempt: ageHours };
      // All have read the row before any has written it, and no write ends before all others have begun.
      const meeting = tables.seenThrough(async () => {
        await new Promise((resolve) => setImmediate(resolve));
      });
      const store = storeOver(meeting);
      const outcomes = await Promise.all(
        Array.from({ length: 300 }, () => defer({ ...deferring, store }, heard, deferral, undefined)),
      );
      expect(new Set(outcomes.map(({ kind }) => kind))).toEqual(
        new Set([state === 'waiting' ? 'deferred' : 'dead']),
      );
      expect((await row())?.State?.value).toBe(state);
      expect(tables.rows('PendingCallRecords').map(({ rowKey }) => rowKey)).toEqual([callId]);
      if ('retryAt' in deferral)
        expect((await row())?.NextAttemptAt?.value).toBe(toDateTime(deferral.retryAt));
    },
  );

  it('that changes while it is being released is left to the next run', async () => {
    const { clock, tables, storeOver, queue, message, deferring, releasing } = world();
    await defer(deferring, message(clock.now()), notFound, undefined);
    clock.advance({ minutes: 3 });
    let changed = false;
    const disturbed = tables.seenThrough(async ({ operation, phase }) => {
      if (operation !== 'replace' || phase !== 'before' || changed) return;
      changed = true;
      await defer(deferring, message(clock.now()), notFound, undefined);
    });
    expect(await releasePending({ ...releasing, store: storeOver(disturbed) })).toMatchObject({ calls: 0 });
    expect(queue.messages()).toEqual([]);
    clock.advance({ minutes: 5 });
    expect(await releasePending(releasing)).toMatchObject({ calls: 1 });
    expect(queue.messages()).toHaveLength(1);
  });

  it('that is released once waits a step before it is released again, should its message be lost', async () => {
    const { clock, message, deferring, releasing } = world();
    await defer(deferring, message(clock.now()), notFound, undefined);
    clock.advance({ minutes: 2 });
    expect(await releasePending(releasing)).toMatchObject({ calls: 1 });
    expect(await releasePending(releasing)).toMatchObject({ calls: 0 });
    clock.advance({ minutes: 5 });
    expect(await releasePending(releasing)).toMatchObject({ calls: 1 });
  });

  it('is neither released into a queue that is full nor looked for', async () => {
    const { clock, tables, storeOver, queue, message, deferring, releasing } = world();
    await defer(deferring, message(clock.now()), notFound, undefined);
    clock.advance({ minutes: 3 });
    for (let sent = 0; sent < 3_000; sent += 1) await queue.sendText('{}');
    const looks: Array<string> = [];
    const watched = storeOver(tables.seenThrough(({ operation }) => void looks.push(operation)));
    expect(await releasePending({ ...releasing, store: watched })).toEqual({ calls: 0, isQueueFull: true });
    expect(looks).toEqual([]);
    expect(queue.messages()).toHaveLength(3_000);
  });

  it('is released among thousands only as far as the queue has room, the others when it has drained', async () => {
    const { clock, queue, message, callId, deferring, releasing } = world();
    const rows = 2_600;
    for (let number = 0; number < rows; number += 1) {
      const id = callId.slice(0, -4) + number.toString(16).padStart(4, '0');
      const call = { ...message(clock.now()), callId: parseCallId(id) ?? callId };
      await defer(deferring, call, notFound, undefined);
    }
    clock.advance({ minutes: 3 });
    for (let sent = 0; sent < 600; sent += 1) await queue.sendText('{}');
    expect(await releasePending(releasing)).toEqual({ calls: 2_400, isQueueFull: true });
    expect(queue.messages()).toHaveLength(3_000);
    const half = createMemoryQueue(clock);
    expect(await releasePending({ ...releasing, queue: half })).toEqual({ calls: 200, isQueueFull: false });
    const calls = [...queue.messages(), ...half.messages()]
      .map(({ text }) => text)
      .filter((text) => text !== '{}');
    expect(new Set(calls.map((text) => JSON.parse(text).callId)).size).toBe(rows);
  });

  it('keeps what a person or a later version has written beside it', async () => {
    const { clock, tables, store, message, row, callId, deferring, releasing } = world();
    await defer(deferring, message(clock.now()), notFound, undefined);
    const note = { type: 'String', value: 'asked support' } as const;
    await tables
      .table('PendingCallRecords')
      .merge({ partitionKey: store.tenantId, rowKey: callId, cells: { Note: note } });
    clock.advance({ minutes: 3 });
    await releasePending(releasing);
    clock.advance({ minutes: 24 * 60 });
    await defer(deferring, message(clock.now(), 24), notFound, await store.pending.get(callId));
    expect((await row())?.State?.value).toBe('unavailable');
    await makePending(store, callId, 'replay');
    expect((await row())?.State?.value).toBe('waiting');
    expect((await row())?.Note).toEqual(note);
  });
});
