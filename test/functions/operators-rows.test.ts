/** Operators act through rows, so rows are input: right, wrong and nearly right. */

import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Cell } from '../../src/tables/cell.ts';
import {
  cellValue,
  POISON_QUEUE,
  pipelineInMemory,
  READABLE_AT_ONCE,
  readCall,
  reasons,
} from './pipeline-world.ts';

const WAITING: Cell = { type: 'String', value: 'waiting' };
const PAST: Cell = { type: 'DateTime', value: '2026-01-01T00:00:00.0000000Z' };

describe('a row typed into PendingCallRecords', () => {
  it('with State and NextAttemptAt is enough to store a call again, as a new revision', async () => {
    const world = await pipelineInMemory();
    const { callId } = world.tenant.startCall({ kind: 'peer-to-peer', ...READABLE_AT_ONCE });
    await world.settle();
    await world.write('PendingCallRecords', callId, { State: WAITING, NextAttemptAt: PAST });
    await world.pass(1);
    expect(cellValue((await readCall(world, callId)).head, 'Revision')).toBe(1);
    await world.pass(120, 10);
    expect(cellValue((await readCall(world, callId)).head, 'Revision')).toBe(1);
    expect(await world.tenantRows('PendingCallRecords')).toEqual([]);
  });

  it('is not lost to a notification that comes first', async () => {
    const world = await pipelineInMemory();
    const { callId } = world.tenant.startCall({ kind: 'peer-to-peer', versions: [{}], ...READABLE_AT_ONCE });
    await world.settle();
    await world.write('PendingCallRecords', callId, { State: WAITING, NextAttemptAt: PAST });
    await world.post(JSON.stringify(world.notificationsFor([callId])));
    await world.settle();
    await world.pass(2);
    expect(cellValue((await readCall(world, callId)).head, 'Revision')).toBe(1);
  });

  it('works once with its call id in capitals', async () => {
    const world = await pipelineInMemory();
    const { callId } = world.tenant.startCall({ kind: 'peer-to-peer', ...READABLE_AT_ONCE });
    await world.settle();
    await world.write('PendingCallRecords', callId.toUpperCase(), { State: WAITING, NextAttemptAt: PAST });
    await world.pass(180, 10);
    expect(cellValue((await readCall(world, callId)).head, 'Revision')).toBe(1);
    expect(await world.tenantRows('PendingCallRecords')).toEqual([]);
  });

  it('with a column of the wrong type is shown as given up, and hinders nobody', async () => {
    const world = await pipelineInMemory();
    const wrong = randomUUID();
    await world.write('PendingCallRecords', wrong, {
      State: WAITING,
      NextAttemptAt: PAST,
      Rewrite: { type: 'String', value: 'true' },
    });
    await world.write('PendingCallRecords', 'not-a-call', { State: WAITING, NextAttemptAt: PAST });
    const { callId } = world.tenant.startCall({ kind: 'peer-to-peer', ...READABLE_AT_ONCE });
    await world.settle();
    await world.write('PendingCallRecords', callId, { State: WAITING, NextAttemptAt: PAST });
    await world.pass(1);
    expect(cellValue((await readCall(world, callId)).head, 'Revision')).toBe(1);
    const rows = new Map((await world.tenantRows('PendingCallRecords')).map((row) => [row.rowKey, row]));
    expect(cellValue(rows.get(wrong), 'State')).toBe('unavailable');
    expect(cellValue(rows.get(wrong), 'LastError')).toContain('Rewrite should be Boolean, found String');
    expect(cellValue(rows.get('not-a-call'), 'LastError')).toContain('not a call id');
    expect(await reasons(world)).toEqual([]);
  });

  it('keeps a note beside it while the call waits, whatever its column is called', async () => {
    const world = await pipelineInMemory();
    const callId = randomUUID();
    const note: Cell = { type: 'String', value: 'asked by support' };
    await world.write('PendingCallRecords', callId, { State: WAITING, NextAttemptAt: PAST, größe_x: note });
    await world.pass(1);
    const [row] = await world.tenantRows('PendingCallRecords');
    expect(cellValue(row, 'Reason')).toBe('notFound');
    expect(cellValue(row, 'größe_x')).toBe('asked by support');
  });

  it('with as many columns as a row can have is released, and hinders nobody', async () => {
    const world = await pipelineInMemory();
    const calls = [0, 1].map(
      () => world.tenant.startCall({ kind: 'peer-to-peer', ...READABLE_AT_ONCE }).callId,
    );
    const [full = '', plain = ''] = calls.sort();
    await world.settle();
    const notes = Array.from({ length: 250 }, (_, index) => [`Note${index}`, WAITING] as const);
    const due = { State: WAITING, NextAttemptAt: PAST };
    await world.write('PendingCallRecords', full, { ...due, ...Object.fromEntries(notes) });
    await world.write('PendingCallRecords', 'not-a-call', { ...due, ...Object.fromEntries(notes) });
    await world.write('PendingCallRecords', plain, due);
    await world.pass(1);
    for (const callId of calls) expect(cellValue((await readCall(world, callId)).head, 'Revision')).toBe(1);
    const rows = await world.tenantRows('PendingCallRecords');
    expect(rows.map((row) => [row.rowKey, cellValue(row, 'State')])).toEqual([['not-a-call', 'unavailable']]);
  });

  it('with attempts below none is shown as given up, and does not send dead letters for ever', async () => {
    const world = await pipelineInMemory();
    const callId = randomUUID();
    const Attempt: Cell = { type: 'Int32', value: -1 };
    await world.write('PendingCallRecords', callId, { State: WAITING, NextAttemptAt: PAST, Attempt });
    await world.pass(60, 20);
    const [row] = await world.tenantRows('PendingCallRecords');
    expect(cellValue(row, 'State')).toBe('unavailable');
    expect(cellValue(row, 'LastError')).toContain('attempt');
    expect(await world.rows('DeadLetters', 'call-records')).toEqual([]);
  });

  it('with a trace context that is none is released without it', async () => {
    const world = await pipelineInMemory();
    const callId = randomUUID();
    const Traceparent: Cell = { type: 'String', value: 'x'.repeat(56) };
    await world.write('PendingCallRecords', callId, { State: WAITING, NextAttemptAt: PAST, Traceparent });
    await world.pass(60, 20);
    const [row] = await world.tenantRows('PendingCallRecords');
    expect(cellValue(row, 'Reason')).toBe('notFound');
    expect(await world.rows('DeadLetters', 'call-records')).toEqual([]);
  });

  it('in a wrong way does not keep a dead letter of its call, or of another, from being replayed', async () => {
    const world = await pipelineInMemory();
    const calls = [randomUUID(), randomUUID()];
    for (const [index, callId] of calls.entries()) {
      await world.writeTo(
        'DeadLetters',
        { partitionKey: 'call-records', rowKey: `2026-11-22T0${index}_x` },
        {
          State: WAITING,
          DeadAt: PAST,
          CallId: { type: 'Guid', value: callId },
        },
      );
    }
    await world.write('PendingCallRecords', String(calls[0]), {
      State: WAITING,
      NextAttemptAt: { type: 'String', value: 'now' },
    });
    await world.pass(1);
    const letters = await world.rows('DeadLetters', 'call-records');
    // Graph keeps no record so old: there is no next time, but this one was asked for.
    expect(letters.map((row) => cellValue(row, 'State'))).toEqual(['operator', 'operator']);
    for (const row of letters) expect(cellValue(row, 'ReplayedAt')).toBeDefined();
    expect(await reasons(world)).toEqual(['deadLetters']);
  });

  it('that can never be found because its time is text is named by health', async () => {
    const world = await pipelineInMemory();
    await world.write('PendingCallRecords', randomUUID(), {
      State: WAITING,
      NextAttemptAt: { type: 'String', value: 'now' },
    });
    expect(await reasons(world)).toEqual(['unreadableRows']);
  });
});

describe('a cell of the wrong type', () => {
  it.each([
    ['PipelineStatus', 'LastSuccessAt'],
    ['PipelineStatus', 'NotBefore'],
    ['Subscriptions', 'ExpirationDateTime'],
  ] as const)('in %s, typed into %s, stops nothing', async (table, column) => {
    const world = await pipelineInMemory();
    for (const row of await world.tenantRows(table)) {
      await world.overwrite(table, row, column, { type: 'String', value: 'tomorrow' });
    }
    world.clock.advance({ minutes: 1 });
    expect(await world.host.runTimer('maintain')).toMatchObject({ outcome: 'succeeded' });
    const { callId } = world.tenant.startCall({ kind: 'peer-to-peer', ...READABLE_AT_ONCE });
    await world.settle();
    expect((await readCall(world, callId)).version).toBe(1n);
  });
});

describe('a call', () => {
  it('that was poisoned together with others is replayed alone, five minutes after the one before', async () => {
    const world = await pipelineInMemory();
    const calls = [1, 2, 3].map(() =>
      world.tenant.startCall({ kind: 'peer-to-peer', readableAfterSeconds: 0, notifiedAfterSeconds: 86_400 }),
    );
    for (const { callId } of calls) {
      const firstSeenAt = world.clock.now().toISOString();
      const about = { schema: 1, tenantId: world.tenant.tenantId, callId, attempt: 0, firstSeenAt };
      await world.queue(POISON_QUEUE).send(JSON.stringify({ ...about, reason: 'notification' }));
    }
    const stored = async () =>
      (await Promise.all(calls.map(({ callId }) => readCall(world, callId)))).filter(
        ({ head }) => head !== undefined,
      );
    await world.settle();
    const storedAfter: Array<number> = [];
    await world.pass(59, 59);
    for (let minute = 60; minute < 75; minute += 1) {
      await world.pass(1);
      while (storedAfter.length < (await stored()).length) storedAfter.push(minute);
    }
    const [first = 0] = storedAfter;
    expect(storedAfter).toEqual([first, first + 5, first + 10]);
  });

  it('that stays bad is tried again after 1 h, 6 h, 1, 3, 7, 14 and 29 days, in one row, and then left to operators', async () => {
    const world = await pipelineInMemory();
    const { callId } = world.tenant.startCall({ kind: 'large-meeting', versions: [{}], ...READABLE_AT_ONCE });
    world.tenant.faults.add('foreign-next-link', { callId, count: 100_000_000 });
    await world.settle();
    const letter = async () => {
      const rows = await world.rows('DeadLetters', 'call-records');
      expect(rows).toHaveLength(1);
      return rows[0];
    };
    const firstDeadAt = Date.parse(String(cellValue(await letter(), 'FirstDeadAt')));
    const hoursAfter = (at: unknown) => Math.round((Date.parse(String(at)) - firstDeadAt) / 3_600_000);
    const ages: Array<number> = [];
    while (cellValue(await letter(), 'State') === 'waiting') {
      const next = cellValue(await letter(), 'NextReplayAt');
      ages.push(hoursAfter(next));
      const minutes = (Date.parse(String(next)) - world.clock.now().getTime()) / 60_000;
      // A call is missing however long ago it was given up.
      world.clock.advance({ minutes: Math.max(0, Math.floor(minutes) - 1) });
      expect(await reasons(world)).toContain('deadLetters');
      await world.pass(2);
      await world.pass(20, 5);
    }
    expect(ages).toEqual([1, 6, 24, 72, 168, 336, 696]);
    expect(cellValue(await letter(), 'State')).toBe('operator');
    expect(await world.tenantRows('PendingCallRecords')).toEqual([]);
  });

  it('that was given up is closed once it is stored, however it came to be, and health is well again', async () => {
    const world = await pipelineInMemory();
    const { callId } = world.tenant.startCall({ kind: 'large-meeting', versions: [{}], ...READABLE_AT_ONCE });
    world.tenant.faults.add('foreign-next-link', { callId, count: 100_000 });
    await world.settle();
    await world.pass(1);
    expect(await reasons(world)).toContain('deadLetters');

    world.tenant.faults.clear();
    await world.write('PendingCallRecords', callId, { State: WAITING, NextAttemptAt: PAST });
    await world.pass(2);
    expect((await readCall(world, callId)).version).toBe(1n);
    const [closed] = await world.rows('DeadLetters', 'call-records');
    expect(cellValue(closed, 'State')).toBe('stored');
    expect(await reasons(world)).not.toContain('deadLetters');
  });

  it('whose dead letter was dismissed is counted no more, and left alone by reconcile', async () => {
    const world = await pipelineInMemory();
    const { callId } = world.tenant.startCall({ kind: 'large-meeting', versions: [{}], ...READABLE_AT_ONCE });
    world.tenant.faults.add('foreign-next-link', { callId, count: 100_000 });
    await world.settle();
    const [letter] = await world.rows('DeadLetters', 'call-records');
    await world.overwrite('DeadLetters', letter, 'State', { type: 'String', value: 'dismissed' });
    await world.pass(6 * 60, 20);
    expect((await world.rows('DeadLetters', 'call-records')).map((row) => cellValue(row, 'State'))).toEqual([
      'dismissed',
    ]);
    expect(await reasons(world)).not.toContain('deadLetters');
    expect(await reasons(world)).not.toContain('coverageIncomplete');
  });

  it('is in one state: stored, it waits nowhere', async () => {
    const world = await pipelineInMemory();
    const callId = randomUUID();
    await world.post(JSON.stringify(world.notificationsFor([callId])));
    await world.settle();
    await world.pass(26 * 60, 60);
    expect(cellValue((await world.tenantRows('PendingCallRecords'))[0], 'State')).toBe('unavailable');
    world.tenant.startCall({ id: callId, kind: 'peer-to-peer', ...READABLE_AT_ONCE });
    await world.settle();
    expect((await readCall(world, callId)).version).toBe(1n);
    expect(await world.tenantRows('PendingCallRecords')).toEqual([]);
  });
});
