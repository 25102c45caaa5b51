import { describe, expect, it } from 'vitest';
import { ManualClock } from '../../lab/manual-clock.ts';
import { createMemoryQueue } from '../../src/adapters/memory/queue.ts';
import { createMemoryTables } from '../../src/adapters/memory/tables.ts';
import { parseCallId, parseTenantId } from '../../src/language/identifiers.ts';
import type { Log } from '../../src/logs/log.ts';
import { defer, deletePendingRow, readPendingRow } from '../../src/pending/defer.ts';
import { makePending } from '../../src/pending/make-pending.ts';
import { releasePending } from '../../src/pending/release-pending.ts';
import { CallRecordMessage } from '../../src/ports/call-record-message.ts';

const MINUTE = 60_000;
const NOT_STORED = async () => false;
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
  const row = async () =>
    (await tables.table('PendingCallRecords').get({ partitionKey: tenantId, rowKey: callId }))?.cells;
  return { tenantId, callId, clock, tables, queue, message, row, latencyWindowMinutes: 150, log: silent };
}

const forTwoMinutes = { reason: 'notFound', waitFor: () => 2 * MINUTE } as const;

describe('a pending row', () => {
  it('keeps the earliest time the call was seen, however often it is notified of', async () => {
    const { clock, tables, message, row } = world();
    const first = clock.now();
    const ages: Array<number> = [];
    const noted = { reason: 'notFound', waitFor: (age: number) => ages.push(age) * MINUTE } as const;
    await defer({ tables, clock }, message(first), noted, NOT_STORED);
    clock.advance({ minutes: 30 });
    await defer({ tables, clock }, message(clock.now()), noted, NOT_STORED);
    expect((await row())?.FirstSeenAt?.value).toBe('2026-11-23T09:00:00.0000000Z');
    expect(ages).toEqual([0, 30 * MINUTE]);
    expect((await row())?.Attempt?.value).toBe(2);
  });

  it('stays when another attempt has deferred the call since Graph was asked', async () => {
    const { clock, tables, message, row } = world();
    await defer({ tables, clock }, message(clock.now()), forTwoMinutes, NOT_STORED);
    const asItWas = await readPendingRow(tables, message(clock.now()));
    clock.advance({ minutes: 1 });
    await defer(
      { tables, clock },
      message(clock.now()),
      { ...forTwoMinutes, reason: 'throttled' },
      NOT_STORED,
    );
    await deletePendingRow(tables, asItWas);
    expect((await row())?.Reason?.value).toBe('throttled');
    await deletePendingRow(tables, await readPendingRow(tables, message(clock.now())));
    expect(await row()).toBeUndefined();
  });

  it('that changes while it is being released is left to the next run', async () => {
    const { clock, tables, queue, message, row, ...others } = world();
    await defer({ tables, clock }, message(clock.now()), forTwoMinutes, NOT_STORED);
    clock.advance({ minutes: 3 });
    let changed = false;
    const disturbed = tables.seenThrough(async ({ operation, phase }) => {
      if (operation !== 'replace' || phase !== 'before' || changed) return;
      changed = true;
      await defer({ tables, clock }, message(clock.now()), forTwoMinutes, NOT_STORED);
    });
    expect(await releasePending({ ...others, clock, tables: disturbed, queue })).toBe(0);
    expect(queue.messages()).toEqual([]);
    clock.advance({ minutes: 3 });
    expect(await releasePending({ ...others, clock, tables, queue })).toBe(1);
    expect(queue.messages()).toHaveLength(1);
  });

  it('that is released once waits a step before it is released again, should its message be lost', async () => {
    const { clock, tables, queue, message, row, ...others } = world();
    await defer({ tables, clock }, message(clock.now()), forTwoMinutes, NOT_STORED);
    clock.advance({ minutes: 2 });
    expect(await releasePending({ ...others, clock, tables, queue })).toBe(1);
    expect(await releasePending({ ...others, clock, tables, queue })).toBe(0);
    clock.advance({ minutes: 5 });
    expect(await releasePending({ ...others, clock, tables, queue })).toBe(1);
  });

  it('is not released into a queue that is full', async () => {
    const { clock, tables, queue, message, ...others } = world();
    await defer({ tables, clock }, message(clock.now()), forTwoMinutes, NOT_STORED);
    clock.advance({ minutes: 3 });
    for (let sent = 0; sent < 3_000; sent += 1) await queue.sendText('{}');
    expect(await releasePending({ ...others, clock, tables, queue })).toBe(0);
    expect(queue.messages()).toHaveLength(3_000);
  });

  it('is released among thousands only as far as the queue has room, the others when it has drained', async () => {
    const { clock, tables, queue, message, row: _, callId, ...others } = world();
    const rows = 2_600;
    for (let number = 0; number < rows; number += 1) {
      const id = callId.slice(0, -4) + number.toString(16).padStart(4, '0');
      const call = { ...message(clock.now()), callId: parseCallId(id) ?? callId };
      await defer({ tables, clock }, call, forTwoMinutes, NOT_STORED);
    }
    clock.advance({ minutes: 3 });
    for (let sent = 0; sent < 600; sent += 1) await queue.sendText('{}');
    expect(await releasePending({ ...others, clock, tables, queue })).toBe(2_400);
    expect(queue.messages()).toHaveLength(3_000);
    const half = createMemoryQueue(clock);
    expect(await releasePending({ ...others, clock, tables, queue: half })).toBe(200);
    const calls = [...queue.messages(), ...half.messages()]
      .map(({ text }) => text)
      .filter((text) => text !== '{}');
    expect(new Set(calls.map((text) => JSON.parse(text).callId)).size).toBe(rows);
  });

  it('keeps what a person or a later version has written beside it', async () => {
    const { clock, tables, queue, message, row, callId, ...others } = world();
    await defer({ tables, clock }, message(clock.now()), forTwoMinutes, NOT_STORED);
    const note = { type: 'String', value: 'asked support' } as const;
    await tables
      .table('PendingCallRecords')
      .merge({ partitionKey: others.tenantId, rowKey: callId, cells: { Note: note } });
    clock.advance({ minutes: 3 });
    await releasePending({ ...others, clock, tables, queue });
    await defer(
      { tables, clock },
      message(clock.now()),
      { ...forTwoMinutes, waitFor: () => undefined },
      NOT_STORED,
    );
    expect((await row())?.State?.value).toBe('unavailable');
    await makePending({ ...others, clock, tables }, callId, 'replay');
    expect((await row())?.State?.value).toBe('waiting');
    expect((await row())?.Note).toEqual(note);
  });
});
