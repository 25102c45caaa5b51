/** A stored call of which Graph tells something new while it still shows what is stored. In virtual time. */

import { describe, expect, it } from 'vitest';
import { systemRandom } from '../../src/adapters/system.ts';
import { toDateTime } from '../../src/language/date-time.ts';
import { parseCallId, parseTenantId } from '../../src/language/identifiers.ts';
import { createStore } from '../../src/rows/store.ts';
import { storeFromDocument } from '../../src/store/rebuild.ts';
import type { Cell } from '../../src/tables/cell.ts';
import { createDoor } from '../../src/withheld/door.ts';
import { cellValue, type PipelineWorld, pipelineInMemory, readCall, reasons } from './pipeline-world.ts';

const AT_ONCE = {
  kind: 'peer-to-peer',
  readableAfterSeconds: 0,
  notifiedAfterSeconds: 0,
  versions: [{}],
} as const;

const text = (value: string): Cell => ({ type: 'String', value });

/** A call whose first version is stored. */
async function storedCall(at: PipelineWorld): Promise<string> {
  const { callId } = at.tenant.startCall(AT_ONCE);
  await at.settle();
  expect((await readCall(at, callId)).version).toBe(1n);
  return callId;
}

/** For so long Graph shows the call in the version before the newest. */
function showsOld(at: PipelineWorld, callId: string, minutes: number): void {
  const until = new Date(at.clock.now().getTime() + minutes * 60_000);
  at.tenant.faults.add('stale-version', { callId, until });
}

async function notify(at: PipelineWorld, callId: string, times = 1): Promise<void> {
  const callIds = Array.from({ length: times }, () => callId);
  expect((await at.post(JSON.stringify(at.notificationsFor(callIds)))).status).toBe(202);
  await at.settle();
}

function asked(at: PipelineWorld, callId: string): number {
  return at.events.filter((event) => event.type === 'requestAnswered' && event.callId === callId).length;
}

function parsed<Id>(id: Id | undefined): Id {
  if (id === undefined) throw new Error('not a GUID');
  return id;
}

/** As the timer forget and a rebuild do. */
async function storedAgain({ tables, clock, tenant }: PipelineWorld, callId: string): Promise<void> {
  const store = createStore({ tables, tenantId: parsed(parseTenantId(tenant.tenantId)), clock });
  const rebuilding = { store, random: systemRandom, door: createDoor(store) };
  expect(await storeFromDocument(rebuilding, parsed(parseCallId(callId)))).toBe(true);
}

async function stateOf({ host }: PipelineWorld): Promise<Record<string, unknown>> {
  return ((await (await host.http('/api/status')).json()) as { state: Record<string, unknown> }).state;
}

/** In minutes since the notification: when Graph is asked for the call, until then. */
async function askedAt(at: PipelineWorld, callId: string, minutes: number): Promise<ReadonlyArray<number>> {
  const times: Array<number> = [];
  for (let minute = 1; minute <= minutes; minute += 1) {
    const before = asked(at, callId);
    await at.pass(1);
    times.push(...Array.from({ length: asked(at, callId) - before }, () => minute));
  }
  return times;
}

describe('a notification that finds the version it already had, stored more than ten minutes before', () => {
  it('is looked at again after 2, 10, 30 and 60 minutes, and no more', async () => {
    const at = await pipelineInMemory();
    const callId = await storedCall(at);
    at.clock.advance({ minutes: 11 });
    const before = asked(at, callId);
    await notify(at, callId);
    expect(asked(at, callId) - before).toBe(1);
    const [row, ...more] = await at.tenantRows('PendingCallRecords');
    expect(more).toEqual([]);
    expect([row?.rowKey, cellValue(row, 'Reason')]).toEqual([callId, 'secondLook']);
    expect(await askedAt(at, callId, 59)).toEqual([2, 10, 30]);
    expect(await at.tenantRows('PendingCallRecords')).toHaveLength(1);
    expect(await askedAt(at, callId, 70)).toEqual([1]);
    expect(await at.tenantRows('PendingCallRecords')).toEqual([]);
  });

  it.each([
    [1, 2],
    [9, 10],
    [29, 30],
    [59, 60],
  ])(
    'has the newer version stored that Graph shows after %i minutes, and waits no more',
    async (old, found) => {
      const at = await pipelineInMemory();
      const callId = await storedCall(at);
      at.clock.advance({ minutes: 240 });
      showsOld(at, callId, old);
      at.tenant.publishVersion(callId);
      await at.settle();
      expect((await readCall(at, callId)).version).toBe(1n);
      await at.pass(found);
      expect((await readCall(at, callId)).version).toBe(2n);
      expect(await at.tenantRows('PendingCallRecords')).toEqual([]);
    },
  );

  it('counts as no missing call: health and status say that a stored call is looked at again', async () => {
    const at = await pipelineInMemory();
    const callId = await storedCall(at);
    at.clock.advance({ minutes: 240 });
    await at.host.runTimer('maintain');
    await at.host.runTimer('reconcile');
    await notify(at, callId);
    expect(await stateOf(at)).toMatchObject({
      pendingWaiting: 0,
      pendingUnavailable: 0,
      pendingSecondLooks: 1,
    });
    expect(await stateOf(at)).not.toHaveProperty('oldestPendingAt');
    expect(await reasons(at)).toEqual([]);
  });

  it('is covered by the looks that another one began within ten minutes, and begins anew after them', async () => {
    const at = await pipelineInMemory();
    const callId = await storedCall(at);
    at.clock.advance({ minutes: 60 });
    await notify(at, callId);
    await at.pass(9);
    await notify(at, callId);
    expect(await askedAt(at, callId, 11)).toEqual([1]);
    await notify(at, callId);
    expect(await askedAt(at, callId, 70)).toEqual([2, 10, 30, 60]);
  });

  it('costs one row and four looks in a burst of 300', async () => {
    const at = await pipelineInMemory();
    const callId = await storedCall(at);
    at.clock.advance({ minutes: 60 });
    await notify(at, callId, 300);
    expect(await at.tenantRows('PendingCallRecords')).toHaveLength(1);
    expect(await askedAt(at, callId, 70)).toEqual([2, 10, 30, 60]);
    expect(at.log.filter(({ level }) => level === 'error')).toEqual([]);
  });

  it('is looked at again once Graph answers, when it fails at a look', async () => {
    const at = await pipelineInMemory();
    const callId = await storedCall(at);
    at.clock.advance({ minutes: 60 });
    showsOld(at, callId, 20);
    at.tenant.publishVersion(callId);
    await at.settle();
    const until = new Date(at.clock.now().getTime() + 5 * 60_000);
    at.tenant.faults.add('server-error', { callId, until });
    await at.pass(4);
    const [row] = await at.tenantRows('PendingCallRecords');
    expect(cellValue(row, 'Reason')).toBe('unavailable');
    await at.pass(8);
    const [again] = await at.tenantRows('PendingCallRecords');
    expect(cellValue(again, 'Reason')).toBe('secondLook');
    await at.pass(30);
    expect((await readCall(at, callId)).version).toBe(2n);
    expect(await at.tenantRows('PendingCallRecords')).toEqual([]);
  });

  it('goes on with its looks when the version that is stored is written again from its document meanwhile', async () => {
    const at = await pipelineInMemory({ reconciles: false });
    const callId = await storedCall(at);
    at.clock.advance({ minutes: 60 });
    showsOld(at, callId, 5);
    at.tenant.publishVersion(callId);
    await at.settle();
    await at.pass(1);
    await storedAgain(at, callId);
    await at.pass(12);
    expect((await readCall(at, callId)).version).toBe(2n);
  });

  it('is looked at again also when its message comes after the stored version was written again from its document', async () => {
    const at = await pipelineInMemory();
    const callId = await storedCall(at);
    at.clock.advance({ minutes: 60 });
    showsOld(at, callId, 5);
    await storedAgain(at, callId);
    await notify(at, callId);
    expect(await at.tenantRows('PendingCallRecords')).toHaveLength(1);
  });

  it('ends its looks when what is stored is newer than the first look, whoever stored it', async () => {
    const at = await pipelineInMemory();
    const callId = await storedCall(at);
    at.clock.advance({ minutes: 60 });
    await notify(at, callId);
    const [row] = await at.tenantRows('PendingCallRecords');
    at.clock.advance({ seconds: 30 });
    at.tenant.publishVersion(callId);
    await at.settle();
    // As if the attempt that stored it had ended before it deleted the row.
    await at.write('PendingCallRecords', callId, row?.cells ?? {});
    await at.pass(2);
    expect(await at.tenantRows('PendingCallRecords')).toEqual([]);
  });
});

it.each([0, 9])(
  'a notification that is repeated within ten minutes costs one request to Graph and no row: after %i minutes',
  async (minutes) => {
    const at = await pipelineInMemory();
    const callId = await storedCall(at);
    at.clock.advance({ minutes });
    const before = asked(at, callId);
    await notify(at, callId);
    expect(asked(at, callId) - before).toBe(1);
    expect(await at.tenantRows('PendingCallRecords')).toEqual([]);
  },
);

describe('a version that Graph lists before it shows it', () => {
  /** Version 2 is listed, without a notification, and for so long the record is shown in version 1. */
  async function listedBeforeShown(at: PipelineWorld, minutes: number): Promise<string> {
    const callId = await storedCall(at);
    at.clock.advance({ minutes: 10 });
    at.tenant.publishVersion(callId, { notify: false });
    at.clock.advance({ minutes: 200 });
    showsOld(at, callId, minutes);
    await at.host.runTimer('reconcile');
    return callId;
  }

  it('is looked at again until it is shown, and stored minutes later', async () => {
    const at = await pipelineInMemory({ settings: { BACKFILL_DAYS: '1' } });
    const callId = await listedBeforeShown(at, 9);
    await at.pass(1);
    const [row] = await at.tenantRows('PendingCallRecords');
    expect(cellValue(row, 'Reason')).toBe('secondLook');
    expect((await readCall(at, callId)).version).toBe(1n);
    await at.pass(12);
    expect((await readCall(at, callId)).version).toBe(2n);
    expect(await at.tenantRows('PendingCallRecords')).toEqual([]);
  });

  it('stays in sight when a notification of the stored version comes within ten minutes', async () => {
    const at = await pipelineInMemory();
    const callId = await storedCall(at);
    const now = { type: 'DateTime', value: toDateTime(at.clock.now()) } as const;
    const values = {
      State: text('waiting'),
      Reason: text('secondLook'),
      FirstSeenAt: now,
      NextAttemptAt: now,
    };
    await at.write('PendingCallRecords', callId, values);
    at.clock.advance({ minutes: 1 });
    await notify(at, callId);
    expect(await at.tenantRows('PendingCallRecords')).toMatchObject([{ cells: values }]);
  });

  it('is under way as far as health is concerned', async () => {
    const at = await pipelineInMemory({ settings: { BACKFILL_DAYS: '1' } });
    await listedBeforeShown(at, 240);
    await at.pass(20);
    expect(await stateOf(at)).toMatchObject({ pendingWaiting: 0, pendingSecondLooks: 1 });
    expect(await reasons(at)).not.toContain('coverageIncomplete');
  });
});
