/** What the pipeline does while storage is busy, for one table or for all, for moments or for hours. */

import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { isTable, pipelineOverBusyStorage, writesTo } from './busy-storage.ts';
import { expectIndexed } from './expect-indexed.ts';
import { cellValue, leftovers, POISON_QUEUE, QUEUE, READABLE_AT_ONCE, readCall } from './pipeline-world.ts';

describe('when storage fails', () => {
  it('and what may be kept cannot be read, Graph is not asked and nothing is stored: the call waits', async () => {
    const { at: world, storage } = await pipelineOverBusyStorage();
    storage.failWhen((request) => isTable(request) && request.table === 'Withheld');
    const call = world.tenant.startCall({ kind: 'peer-to-peer', ...READABLE_AT_ONCE });
    await world.settle();
    expect(await world.rows('CallRecords', call.callId)).toEqual([]);
    expect(await world.rows('Participants', call.callId)).toEqual([]);
    const [pending] = await world.tenantRows('PendingCallRecords');
    expect(cellValue(pending, 'Reason')).toBe('storage');
    const asked = world.events.filter(
      (event) => event.type === 'requestAnswered' && /callRecords/.test(JSON.stringify(event)),
    );
    expect(asked).toEqual([]);

    storage.heal();
    await world.pass(20);
    await expectIndexed(world, await readCall(world, call.callId));
  });

  it('in one table for minutes, the call waits as a pending row and is no dead letter', async () => {
    const { at: world, storage } = await pipelineOverBusyStorage();
    storage.failWhen(writesTo('MediaStreams'));
    const call = world.tenant.startCall({ kind: 'meeting', ...READABLE_AT_ONCE });
    await world.settle();
    const [pending] = await world.tenantRows('PendingCallRecords');
    expect(cellValue(pending, 'Reason')).toBe('storage');
    expect(await world.rows('DeadLetters', 'call-records')).toEqual([]);

    storage.heal();
    await world.pass(3);
    expect((await readCall(world, call.callId)).version).toBe(1n);
    expect(await leftovers(world, call.callId)).toEqual([]);
    expect(await world.tenantRows('PendingCallRecords')).toEqual([]);
  });

  it('and no row can say that the call waits, its message is a dead letter and is not poisoned', async () => {
    const { at: world, storage } = await pipelineOverBusyStorage();
    storage.failWhen(writesTo('MediaStreams'));
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
    await world.queue(QUEUE).send(JSON.stringify(message));
    await world.settle();
    const [letter] = await world.rows('DeadLetters', 'call-records');
    expect(cellValue(letter, 'CallId')).toBe(callId);
    expect(cellValue(letter, 'Reason')).toContain('Attempt');
    expect(await world.rows('DeadLetters', 'call-records-poison')).toEqual([]);

    storage.heal();
    await world.pass(65);
    expect((await readCall(world, callId)).version).toBe(1n);
  });

  it('and a message is given up on, the rows of its attempts go once a later version is stored', async () => {
    const { at: world, storage } = await pipelineOverBusyStorage();
    const refused = [writesTo('MediaStreams'), writesTo('PendingCallRecords')];
    storage.failWhen((request) => !isTable(request) || refused.some((writes) => writes(request)));
    const { callId } = world.tenant.startCall({
      kind: 'meeting',
      readableAfterSeconds: 0,
      notifiedAfterSeconds: 9999,
    });
    const { tenantId } = world.tenant;
    const firstSeenAt = world.clock.now().toISOString();
    const message = { schema: 1, tenantId, callId, reason: 'notification', attempt: 0, firstSeenAt };
    await world.queue(QUEUE).send(JSON.stringify(message));
    await world.settle();
    const [letter] = await world.rows('DeadLetters', 'call-records-poison');
    expect(cellValue(letter, 'CallId')).toBe(callId);

    storage.heal();
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
    const { at: world, storage } = await pipelineOverBusyStorage();
    storage.failWhen(writesTo('CallsByDay'));
    const call = world.tenant.startCall({ kind: 'peer-to-peer', ...READABLE_AT_ONCE });
    await world.settle();
    expect(await world.tenantRows('PendingCallRecords')).toHaveLength(1);

    storage.heal();
    await world.post(JSON.stringify(world.notificationsFor([call.callId])));
    await world.settle();
    expect(await world.tenantRows('PendingCallRecords')).toEqual([]);
    await expectIndexed(world, await readCall(world, call.callId));
  });

  it('a forged notification is answered as ever, and the valid one beside it is queued', async () => {
    const { at: world, storage } = await pipelineOverBusyStorage();
    const [row] = await world.tenantRows('Subscriptions');
    world.clock.advance({ minutes: 2 });
    storage.failWhen(isTable);
    const call = world.tenant.startCall({
      kind: 'peer-to-peer',
      readableAfterSeconds: 0,
      notifiedAfterSeconds: 9999,
    });
    const { value } = world.notificationsFor([call.callId, call.callId]);
    value[0] = { ...value[0], subscriptionId: row?.rowKey, clientState: 'wrong' };
    expect((await world.post(JSON.stringify({ value }))).status).toBe(202);
    storage.heal();
    await world.settle();
    expect((await readCall(world, call.callId)).version).toBe(1n);
  });

  it('at every delivery, nothing is lost: the message goes back into its queue until tables answer again', async () => {
    const { at: world, storage } = await pipelineOverBusyStorage();
    storage.failWhen(isTable);
    const call = world.tenant.startCall({ kind: 'peer-to-peer', ...READABLE_AT_ONCE });
    await world.tenant.deliverDue();
    const deliveries = await world.host.processQueue(QUEUE, { untilEmpty: true });
    expect(deliveries.map(({ disposition }) => disposition)).toEqual([
      ...Array(4).fill('released'),
      'deleted',
    ]);
    storage.heal();
    await world.settle();
    expect((await readCall(world, call.callId)).head).toBeUndefined();
    await world.pass(5);
    expect((await readCall(world, call.callId)).version).toBe(1n);
  });

  it('where a call would wait, and not where dead letters stand, the message goes back and is no dead letter', async () => {
    const { at: world, storage } = await pipelineOverBusyStorage();
    const refused = [writesTo('MediaStreams'), writesTo('PendingCallRecords')];
    storage.failWhen((request) => refused.some((writes) => writes(request)));
    const call = world.tenant.startCall({ kind: 'peer-to-peer', ...READABLE_AT_ONCE });
    await world.settle();
    expect(await world.rows('DeadLetters', 'call-records')).toEqual([]);
    storage.heal();
    await world.pass(5);
    expect((await readCall(world, call.callId)).version).toBe(1n);
  });

  it('while a poisoned message is kept, the message goes back into the poison queue', async () => {
    const { at: world, storage } = await pipelineOverBusyStorage();
    const body = JSON.stringify({ callId: randomUUID() });
    await world.queue(POISON_QUEUE).send(body);
    storage.failWhen(isTable);
    await world.host.processQueue(POISON_QUEUE, { untilEmpty: true });
    storage.heal();
    world.clock.advance({ minutes: 5 });
    expect(await world.queue(POISON_QUEUE).receive(1, 0)).toMatchObject([{ text: body }]);
  });
});

describe('a first start', () => {
  it('whose storage answers only hours later lists those hours too, whatever BACKFILL_DAYS says', async () => {
    const settings = { BACKFILL_DAYS: '0' };
    const { at: world, storage } = await pipelineOverBusyStorage({
      settings,
      subscribed: false,
      reconciles: true,
    });
    const endsAfter = (minutes: number) => {
      const endedAt = new Date(world.clock.now().getTime() + minutes * 60_000);
      return world.tenant.startCall({ kind: 'failed', ...READABLE_AT_ONCE, endedAt, durationSeconds: 60 })
        .callId;
    };
    storage.failWhen(isTable);
    const before = endsAfter(-60);
    await world.pass(60, 20);
    const meanwhile = endsAfter(0);
    await world.pass(240, 60);
    expect(await world.tenantRows('Coverage')).toEqual([]);

    storage.heal();
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
