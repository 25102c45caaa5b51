/** Calls that are not kept any more, met by the whole pipeline: notified of, listed, given up on, replayed. */

import { describe, expect, it } from 'vitest';
import {
  cellValue,
  type PipelineWorld,
  pipelineInMemory,
  READABLE_AT_ONCE,
  readCall,
  reasons,
} from './pipeline-world.ts';

/** From now on calls that started before this day are refused, as soon as the door is read again. */
async function refuse(world: PipelineWorld, before: string): Promise<void> {
  await world.write('Withheld', 'limits', { RefusedBefore: { type: 'String', value: before } });
  world.clock.advance({ minutes: 1 });
}

describe('a call that is not kept any more', () => {
  it('ends as expired when it is notified of, and nothing of it is stored or waits', async () => {
    const world = await pipelineInMemory({ settings: { BACKFILL_DAYS: '0' } });
    await refuse(world, '2026-11-24');
    const { callId } = world.tenant.startCall({ kind: 'peer-to-peer', ...READABLE_AT_ONCE });
    await world.settle();
    expect((await readCall(world, callId)).head).toBeUndefined();
    expect(await world.tenantRows('PendingCallRecords')).toEqual([]);
    const ended = world.log.filter(({ message }) => message.includes('callRecordIngested'));
    expect(ended.at(-1)?.message).toContain('"outcome":"expired"');
  });

  it('keeps the version that is stored when a newer one comes, and no longer waits for it', async () => {
    const world = await pipelineInMemory({ settings: { BACKFILL_DAYS: '0' } });
    const { callId } = world.tenant.startCall({ kind: 'meeting', ...READABLE_AT_ONCE });
    await world.settle();
    const stored = await readCall(world, callId);
    await refuse(world, '2026-11-24');
    world.tenant.publishVersion(callId);
    await world.settle();
    expect(await readCall(world, callId)).toEqual(stored);
    expect(await world.tenantRows('PendingCallRecords')).toEqual([]);
  });

  it('closes its dead letter when that is replayed', async () => {
    const world = await pipelineInMemory({ settings: { BACKFILL_DAYS: '0' } });
    const { callId } = world.tenant.startCall({ kind: 'peer-to-peer', ...READABLE_AT_ONCE });
    await world.tenant.deliverDue();
    await world.writeTo(
      'DeadLetters',
      { partitionKey: 'call-records', rowKey: 'letter' },
      {
        State: { type: 'String', value: 'waiting' },
        Reason: { type: 'String', value: 'a record that could not be read' },
        DeadAt: { type: 'DateTime', value: '2026-11-23T08:00:00.0000000Z' },
        CallId: { type: 'Guid', value: callId },
        Body: { type: 'String', value: '{}' },
        BodyLength: { type: 'Int32', value: 2 },
      },
    );
    await refuse(world, '2026-11-24');
    await world.pass(2);
    const [letter] = await world.rows('DeadLetters', 'call-records');
    expect(cellValue(letter, 'State')).toBe('expired');
    expect(await reasons(world)).not.toContain('deadLetters');
  });
});

describe('reconcile', () => {
  it('does not list hours whose calls are not kept any more, and leaves what it had counted of them', async () => {
    const world = await pipelineInMemory({ settings: { BACKFILL_DAYS: '3' } });
    await world.host.runTimer('reconcile');
    const listed = () =>
      world.events.filter((event) => JSON.stringify(event).includes('listCallRecords')).length;
    await refuse(world, '2026-11-22');
    const rows = await world.tenantRows('Coverage');
    for (const row of rows) {
      await world.overwrite('Coverage', row, 'NextCheckAt', {
        type: 'DateTime',
        value: '2026-11-23T08:00:00.0000000Z',
      });
    }
    const before = listed();
    await world.host.runTimer('reconcile');
    const expired = (await world.tenantRows('Coverage')).filter(({ rowKey }) => rowKey < '2026-11-22T00');
    expect(expired).toHaveLength(39);
    for (const row of expired) {
      expect(cellValue(row, 'NextCheckAt')).toBeUndefined();
      expect(cellValue(row, 'ExpiredAt')).toBeDefined();
      expect(cellValue(row, 'Listed')).toBe(0);
    }
    expect(listed() - before).toBe(rows.length - expired.length);
  });

  it('lists no hour before the days that are kept, and each of them once a longer KEEP_DAYS keeps it again', async () => {
    const world = await pipelineInMemory({ settings: { BACKFILL_DAYS: '3' } });
    const { callId } = world.tenant.startCall({ kind: 'peer-to-peer', ...READABLE_AT_ONCE });
    await refuse(world, '2026-11-24');
    await world.settle();
    await world.host.runTimer('reconcile');
    expect((await readCall(world, callId)).head).toBeUndefined();
    const hours = await world.tenantRows('Coverage');
    const isExpired = (row: (typeof hours)[number]) => cellValue(row, 'ExpiredAt') !== undefined;
    expect(hours.filter(isExpired).map(({ rowKey }) => rowKey)).toEqual(
      hours.filter(({ rowKey }) => rowKey < '2026-11-24T00').map(({ rowKey }) => rowKey),
    );
    expect(hours[0]?.rowKey).toBe('2026-11-20T09');

    await refuse(world, '2026-11-22');
    // Until then the call may come by itself.
    await world.pass(4 * 60, 60);
    await world.host.runTimer('reconcile');
    await world.pass(2);
    expect((await readCall(world, callId)).head).toBeDefined();
    const after = await world.tenantRows('Coverage');
    expect(after.filter(isExpired).map(({ rowKey }) => rowKey)).toEqual(
      after.filter(({ rowKey }) => rowKey < '2026-11-22T00').map(({ rowKey }) => rowKey),
    );
  });

  it('counts a call whose start has moved over midnight to the day where its first version started', async () => {
    const world = await pipelineInMemory({ settings: { BACKFILL_DAYS: '3' } });
    const { callId } = world.tenant.startCall({ kind: 'peer-to-peer', ...READABLE_AT_ONCE });
    await world.settle();
    const [head] = await world.rows('CallRecords', callId);
    const [listed] = await world.rows('CallsByDay', `${world.tenant.tenantId}_2026-11-23`);
    for (const [table, row] of [
      ['CallRecords', head],
      ['CallsByDay', listed],
    ] as const) {
      await world.overwrite(table, row, 'FirstStartDateTime', {
        type: 'DateTime',
        value: '2026-11-22T23:59:58.0000000Z',
      });
    }
    world.tenant.publishVersion(callId);
    await refuse(world, '2026-11-23');
    await world.pass(4 * 60, 60);
    await world.host.runTimer('reconcile');
    await world.pass(2);
    expect(await world.tenantRows('PendingCallRecords')).toEqual([]);
    const missing = (await world.tenantRows('Coverage')).map((row) => cellValue(row, 'Missing') ?? 0);
    expect(new Set(missing)).toEqual(new Set([0]));
  });
});
