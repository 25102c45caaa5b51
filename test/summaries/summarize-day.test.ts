import { describe, expect, it } from 'vitest';
import { CALL_KINDS, isCallKind } from '../../lab/graph/call-kinds.ts';
import { summaryFaults } from '../../lab/judge/summaries.ts';
import type { TableRequest } from '../../src/adapters/memory/intercept.ts';
import { readSummarySource } from '../../src/export/summary-source.ts';
import { readNetworks } from '../../src/networks/network-lookup.ts';
import type { Tables } from '../../src/ports/storage.ts';
import { createStore } from '../../src/rows/store.ts';
import { callsWithFailures, failedSessionsOf } from '../../src/summaries/calls-with-failures.ts';
import { readQuality } from '../../src/summaries/read-quality.ts';
import { summarizeDay } from '../../src/summaries/summarize-day.ts';
import { decodeKeyPart } from '../../src/tables/keys.ts';
import { once, valuesOf, watched } from '../store/call-in-store.ts';
import { makeOld, TODAY } from '../store/earlier-layout.ts';
import { createSimulatedStore, type SimulatedStore } from '../store/simulated-store.ts';
import { storeOver, storeTold } from '../told/call-record.ts';

const NO_SIGNAL = new AbortController().signal;

/** A call of every kind but the largest, all of one day. */
async function storeOfAllKinds(): Promise<SimulatedStore> {
  const store = createSimulatedStore();
  for (const kind of Object.keys(CALL_KINDS).filter(isCallKind)) {
    if (kind !== 'large-meeting') await storeCall(store, kind);
  }
  return store;
}

async function storeCall(store: SimulatedStore, kind: keyof typeof CALL_KINDS): Promise<void> {
  await store.store(store.startCall({ kind, versions: [{}] }));
}

/** Sums the day up in the store's own tables, or through those that a test watches. */
function sumUp(store: SimulatedStore, tables: Tables = store.tables) {
  return summarizeDay(createStore({ ...store, tables }), TODAY, NO_SIGNAL);
}

const faultsIn = ({ tables, tenantId }: SimulatedStore) =>
  summaryFaults((name) => tables.rows(name), tenantId, new Set([TODAY]));

const summariesIn = ({ tables }: SimulatedStore) => tables.rows('QualitySummaries').map(valuesOf);

describe('the summary of a day', () => {
  it('says what its media streams say, counted one by one', async () => {
    const store = await storeOfAllKinds();
    expect(await sumUp(store)).toBe('summarized');
    expect(faultsIn(store)).toEqual([]);
    const rows = summariesIn(store);
    expect([...new Set(rows.map(({ Dimension }) => Dimension))]).toEqual([
      'connection',
      'device',
      'hour',
      'network',
      'platform',
      'total',
    ]);
    expect(rows.at(-1)).toMatchObject({
      Dimension: 'total',
      CallCount: 13,
      MissingStreamCount: 0,
      RuleSet: 'cqd-2024',
    });
  });

  it('of a day without calls is its total alone, of nothing', async () => {
    const store = createSimulatedStore();
    expect(await sumUp(store)).toBe('summarized');
    expect(summariesIn(store)).toMatchObject([{ Dimension: 'total', CallCount: 0, PersonCount: 0 }]);
    expect(await sumUp(store)).toBe('unchanged');
  });

  it('is left alone while no call changes, without a look at the media streams', async () => {
    const store = await storeOfAllKinds();
    await sumUp(store);
    const { tables, requests } = watched(store.tables);
    expect(await sumUp(store, tables)).toBe('unchanged');
    expect(requests.map(({ operation, table }) => `${operation} ${table}`)).toEqual([
      'query CallsByDay',
      'query QualitySummaries',
      'merge QualitySummaries',
    ]);
  });

  it('is made anew when a call was added, and when one has a newer version', async () => {
    const store = await storeOfAllKinds();
    await sumUp(store);
    const meeting = store.startCall({ kind: 'meeting', versions: [{}, { afterSeconds: 60 }] });
    await store.store(meeting);
    expect(await sumUp(store)).toBe('summarized');
    expect(faultsIn(store)).toEqual([]);
    store.clock.advance({ minutes: 2 });
    await store.tenant.deliverDue();
    expect(await store.store(meeting)).toBe('stored');
    expect(await sumUp(store)).toBe('summarized');
    expect(faultsIn(store)).toEqual([]);
  });

  it('loses the rows of values that are gone', async () => {
    const store = await storeOfAllKinds();
    await sumUp(store);
    const [call] = store.tables.rows('CallsByDay').slice(-1);
    if (call === undefined) throw new Error('no call is listed');
    for (const row of store.tables.rows('CallsByDay')) {
      if (row.rowKey !== call.rowKey) await store.tables.table('CallsByDay').delete(row);
    }
    for (const row of store.tables.rows('CallRecords')) {
      if (row.partitionKey !== call.cells.CallId?.value) await store.tables.table('CallRecords').delete(row);
    }
    expect(await sumUp(store)).toBe('summarized');
    expect(faultsIn(store)).toEqual([]);
    expect(summariesIn(store).at(-1)).toMatchObject({ CallCount: 1 });
  });

  it('keeps a value that is too long for a key, and one with characters that no key may hold', async () => {
    const store = createSimulatedStore();
    await storeCall(store, 'peer-to-peer');
    const names = ['x'.repeat(500) + '😕'.repeat(20), 'Headset #2 / a\\b ? ! _'];
    for (const [index, row] of store.tables.rows('MediaStreams').entries()) {
      const name = { type: 'String', value: names[index % names.length] ?? '' } as const;
      const cells = { CallerCaptureDeviceName: name, CallerRenderDeviceName: name };
      await store.tables.table('MediaStreams').merge({ ...row, cells });
    }
    await sumUp(store);
    expect(faultsIn(store)).toEqual([]);
    const devices = store.tables
      .rows('QualitySummaries')
      .filter(({ rowKey }) => rowKey.startsWith('device!'));
    expect(devices.map(({ cells }) => cells.Value?.value)).toEqual(expect.arrayContaining(names));
    const short = devices.find(({ cells }) => cells.Value?.value === names[1]);
    expect(decodeKeyPart(short?.rowKey.slice('device!'.length) ?? '')).toBe(names[1]);
  });

  it('gives other tenants no network, for they have the same addresses', async () => {
    const store = createSimulatedStore();
    await storeCall(store, 'peer-to-peer');
    for (const row of store.tables.rows('MediaStreams')) {
      const tenant = { type: 'String', value: '99999999-0000-4000-8000-000000000000' } as const;
      const cells = { CallerIdentityTenantId: tenant, CalleeIdentityTenantId: tenant };
      await store.tables.table('MediaStreams').merge({ ...row, cells });
    }
    await sumUp(store);
    const rows = summariesIn(store);
    expect(rows.filter(({ Dimension }) => Dimension === 'network')).toEqual([]);
    expect(rows.filter(({ Dimension }) => Dimension === 'platform')).not.toEqual([]);
  });

  it('of calls that an earlier release stored is made from their media streams, by the same rules', async () => {
    const store = await storeOfAllKinds();
    await sumUp(store);
    const classified = summariesIn(store);
    await makeOld(store.tables);
    for (const row of store.tables.rows('QualitySummaries')) {
      await store.tables.table('QualitySummaries').delete(row);
    }
    await sumUp(store);
    expect(summariesIn(store)).toEqual(
      classified.map(({ SetupFailedSessionCount: failed, ...counts }) => ({
        ...counts,
        // Only the sessions tell.
        ...(failed === undefined ? {} : { SetupFailedSessionCount: 0, DroppedSessionCount: 0 }),
      })),
    );
  });

  it('counts as many dropped sessions as the calls of its list, also one without a stream', async () => {
    const store = storeOver();
    const failure = { stage: 'midcall', reason: 'Network lost' };
    const sessions = [
      { caller: { name: 'Ada' }, streams: [{}], failure },
      { caller: { name: 'Ben' }, failure },
    ];
    await storeTold(store, { sessions });
    await summarizeDay(store, TODAY, NO_SIGNAL);
    const period = { from: TODAY, to: TODAY };
    const { calls } = await callsWithFailures(store, { failure: 'dropped', ...period });
    expect(calls.map((call) => failedSessionsOf(call, 'dropped'))).toEqual([2]);
    const { sessions: counted } = await readQuality(store, { by: 'day', medium: 'audio', ...period });
    expect(counted).toEqual({ all: 2, setupFailed: 0, dropped: 2 });
  });

  it('passes over rows that an operator has broken', async () => {
    const store = await storeOfAllKinds();
    const note = { partitionKey: `${store.tenantId}_2026-11-23`, rowKey: 'note', cells: {} };
    await store.tables.table('CallsByDay').upsert(note);
    await store.tables.table('MediaStreams').upsert(note);
    await sumUp(store);
    expect(faultsIn(store)).toEqual([]);
  });

  it('is not believed while one of its rows cannot be read, and is made anew by the next pass', async () => {
    const store = await storeOfAllKinds();
    await sumUp(store);
    const asked = { by: 'network', medium: 'audio', from: TODAY, to: TODAY } as const;
    const row = store.tables.rows('QualitySummaries').find(({ rowKey }) => rowKey.startsWith('network'));
    if (row === undefined) throw new Error('no network is summed up');
    const cells = { ...row.cells, PersonCount: { type: 'String', value: 'many' } } as const;
    await store.tables.table('QualitySummaries').upsert({ ...row, cells });
    expect((await readQuality(store, asked)).daysBeingWritten).toEqual([TODAY]);
    const networks = await readNetworks(store, asked);
    expect(
      await readSummarySource(store, networks, {
        day: TODAY,
        withoutPersons: false,
        leftOut: 0,
        takenOutAt: undefined,
      }),
    ).toBe('beingWritten');
    expect(await sumUp(store)).toBe('summarized');
    expect((await readQuality(store, asked)).daysBeingWritten).toEqual([]);
    expect(faultsIn(store)).toEqual([]);
  });

  it('counts media streams that are lost, and says that they are missing', async () => {
    const store = createSimulatedStore();
    await storeCall(store, 'peer-to-peer');
    const [lost] = store.tables.rows('MediaStreams');
    if (lost === undefined) throw new Error('the call has no streams');
    await store.tables.table('MediaStreams').delete(lost);
    await sumUp(store);
    expect(summariesIn(store).at(-1)).toMatchObject({ MissingStreamCount: 1 });
  });
});

describe('a summary that is made while calls change', () => {
  const MOMENTS: ReadonlyArray<readonly [string, Partial<TableRequest>]> = [
    ['before its calls are read', { table: 'CallsByDay', phase: 'before' }],
    ['after its calls are read', { table: 'CallsByDay', phase: 'after' }],
    ['after its media streams are read', { table: 'MediaStreams', phase: 'after' }],
    ['before its rows are written', { table: 'QualitySummaries', operation: 'batch', phase: 'before' }],
    ['after its rows are written', { table: 'QualitySummaries', operation: 'batch', phase: 'after' }],
    ['after its total is written', { table: 'QualitySummaries', operation: 'upsert', phase: 'after' }],
  ];

  it.each(MOMENTS)('%s ends right, or is done again by the next pass', async (_moment, at) => {
    const store = await storeOfAllKinds();
    const meeting = store.startCall({ kind: 'meeting', versions: [{}, { afterSeconds: 60 }] });
    await store.store(meeting);
    const tables = once(store.tables, at, async () => {
      store.clock.advance({ minutes: 2 });
      await store.tenant.deliverDue();
      await store.store(meeting);
      await storeCall(store, 'group-call');
    });
    await sumUp(store, tables);
    const faults = faultsIn(store);
    const next = await sumUp(store);
    if (faults.length > 0) expect(next).toBe('summarized');
    expect(faultsIn(store)).toEqual([]);
    expect(await sumUp(store)).toBe('unchanged');
  });

  it.each(MOMENTS)('%s by another pass, too, is whole after the next', async (_moment, at) => {
    const store = await storeOfAllKinds();
    const tables = once(store.tables, at, async () => {
      await storeCall(store, 'group-call');
      await sumUp(store);
    });
    await sumUp(store, tables);
    await sumUp(store);
    expect(faultsIn(store)).toEqual([]);
    expect(await sumUp(store)).toBe('unchanged');
  });

  it('shows rows with two digests when its process ends, until the next pass', async () => {
    const store = await storeOfAllKinds();
    await sumUp(store);
    await storeCall(store, 'group-call');
    const dying = once(
      store.tables,
      { table: 'QualitySummaries', operation: 'batch', phase: 'after' },
      () => {
        throw new Error('the process ended');
      },
    );
    await expect(sumUp(store, dying)).rejects.toThrow('ended');
    expect(new Set(summariesIn(store).map(({ Digest }) => Digest)).size).toBe(2);
    expect(await sumUp(store)).toBe('summarized');
    expect(faultsIn(store)).toEqual([]);
  });

  it('stops between two pages when its time is over', async () => {
    const store = await storeOfAllKinds();
    const over = AbortSignal.abort(new Error('over'));
    await expect(summarizeDay(store, TODAY, over)).rejects.toThrow('over');
    expect(summariesIn(store)).toEqual([]);
  });
});
