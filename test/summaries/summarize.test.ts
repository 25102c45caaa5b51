import { beforeEach, describe, expect, it } from 'vitest';
import { summaryFaults } from '../../lab/judge/summaries.ts';
import { ManualClock } from '../../lab/manual-clock.ts';
import type { TableRequest } from '../../src/adapters/memory/intercept.ts';
import { systemRandom } from '../../src/adapters/system.ts';
import { toDateTime } from '../../src/language/date-time.ts';
import { type Day, parseDay } from '../../src/language/day.ts';
import { MINUTE_MS } from '../../src/language/milliseconds.ts';
import type { LogFields } from '../../src/logs/log.ts';
import { DeadlineExceeded } from '../../src/ports/clock.ts';
import { createStore } from '../../src/rows/store.ts';
import { storeCallRecord } from '../../src/store/store-call-record.ts';
import { summarize } from '../../src/summaries/summarize.ts';
import { summarizeDay } from '../../src/summaries/summarize-day.ts';
import type { StoredRow } from '../../src/tables/cell.ts';
import { createDoor } from '../../src/withheld/door.ts';
import { LIMITS, NOTHING_WITHHELD } from '../../src/withheld/withheld.ts';
import { createSimulatedStore, type SimulatedStore } from '../store/simulated-store.ts';

let store: SimulatedStore;
/** That of the app: Graph's stands still where a test says so. */
let clock: ManualClock;
let events: Array<{ readonly event: string; readonly fields: LogFields | undefined }>;
/** What happens at each request of a pass. */
let atRequest: (request: TableRequest) => void;

beforeEach(() => {
  store = createSimulatedStore();
  clock = store.clock;
  events = [];
  atRequest = () => {};
});

/** A second later. */
async function pass(): Promise<void> {
  clock.advance({ seconds: 1 });
  const tables = store.tables.seenThrough((request) => {
    if (request.phase === 'before') atRequest(request);
  });
  const note = (event: string, fields?: LogFields) => events.push({ event, fields });
  const log = { info: note, warn: note, error: note };
  const watched = createStore({ ...store, tables, clock });
  await summarize({ store: watched, door: createDoor(watched), log, latencyWindowMinutes: 150 });
}

/** The requests of a pass, by what they were. */
async function requestsOf(run: () => Promise<void>): Promise<ReadonlyArray<string>> {
  const requests: Array<string> = [];
  atRequest = ({ operation, table }) => requests.push(`${operation} ${table}`);
  await run();
  atRequest = () => {};
  return requests;
}

async function storeCall(minutesAgo = 60): Promise<void> {
  const endedAt = new Date(store.clock.now().getTime() - minutesAgo * MINUTE_MS);
  await store.store(store.startCall({ kind: 'group-call', endedAt, versions: [{}] }));
}

/** As reconcile leaves an hour that it has listed now. */
async function listed(...hours: ReadonlyArray<string>): Promise<void> {
  const CheckedAt = toDateTime(store.clock.now());
  for (const hour of hours) await store.coverage.merge(hour, { CheckedAt });
}

/** The days that have a summary, and how many calls each of them counts. */
function summedDays(): Readonly<Record<string, unknown>> {
  const totals = store.tables.rows('QualitySummaries').filter(({ rowKey }) => rowKey === 'total');
  return Object.fromEntries(
    totals.map(({ partitionKey, cells }) => [partitionKey.slice(-10), cells.CallCount?.value]),
  );
}

async function status() {
  const row = await store.status.get('summarize');
  return row === undefined ? undefined : store.status.readableIn(row);
}

const DAY = 24 * 60;

describe('a pass', () => {
  it('sums up the days of which reconcile has listed an hour, and no others', async () => {
    await storeCall();
    await storeCall(DAY + 60);
    await storeCall(2 * DAY + 60);
    await listed('2026-11-22T07', '2026-11-23T07');
    await store.coverage.merge('2026-11-21T07', { NextCheckAt: toDateTime(store.clock.now()) });
    await pass();
    expect(summedDays()).toEqual({ '2026-11-22': 1, '2026-11-23': 1 });
    expect(await status()).toMatchObject({ LastSuccessAt: expect.anything(), NextDay: '' });
    expect(events).toEqual([
      { event: 'summarized', fields: { compared: 2, changed: 2, nextDay: undefined } },
    ]);
  });

  it.each([
    [3, 0],
    [365, 1],
  ])(
    'leaves to retention what KEEP_DAYS=%i does not keep, whatever an earlier one had refused',
    async (KeepDays, summed) => {
      await storeCall();
      await listed(`${toDateTime(store.clock.now()).slice(0, 10)}T08`);
      await store.withheld.upsert(LIMITS, { RefusedBefore: '2026-12-20' as Day, KeepDays });
      clock.advance({ minutes: 5 * DAY });
      await pass();
      expect(Object.keys(summedDays())).toHaveLength(summed);
    },
  );

  it('leaves a day alone until another of its hours was listed', async () => {
    await storeCall();
    await listed('2026-11-23T07');
    await pass();
    store.clock.advance({ minutes: 5 });
    await storeCall();
    expect(await requestsOf(pass)).toEqual([
      'get PipelineStatus',
      'query Withheld',
      'query Coverage',
      'get QualitySummaries',
      'merge PipelineStatus',
    ]);
    expect(summedDays()).toEqual({ '2026-11-23': 1 });
    await listed('2026-11-23T08');
    await pass();
    expect(summedDays()).toEqual({ '2026-11-23': 2 });
  });

  it('compares every day again after six hours: a version may come late, when no hour of its day is listed', async () => {
    await storeCall();
    await listed('2026-11-23T07');
    await pass();
    await storeCall();
    store.clock.advance({ minutes: 6 * 60 });
    await pass();
    expect(summedDays()).toEqual({ '2026-11-23': 2 });
  });

  it('begins no sooner than ten times what the last one took after its end', async () => {
    await storeCall();
    await listed('2026-11-23T07');
    atRequest = ({ table }) => table === 'MediaStreams' && store.clock.advance({ minutes: 1 });
    await pass();
    atRequest = () => {};
    store.clock.advance({ seconds: 10 * 60 - 2 });
    await listed('2026-11-23T08');
    expect(await requestsOf(pass)).toEqual(['get PipelineStatus']);
    expect(await requestsOf(pass)).toContain('query CallsByDay');
  });
});

describe('an old day, of which Graph shows no call any more', () => {
  beforeEach(async () => {
    await storeCall();
    await listed('2026-11-23T07');
    await pass();
    clock = new ManualClock(store.clock.now());
  });

  /** What was read while Graph showed it is committed now. */
  async function storeLate(): Promise<void> {
    const endedAt = new Date(store.clock.now().getTime() - 60 * MINUTE_MS);
    const callId = store.startCall({ kind: 'group-call', endedAt, versions: [{}] });
    const reading = await store.callRecords.open(callId, new AbortController().signal);
    const options = { rewrite: false, attemptedBefore: false, withheld: NOTHING_WITHHELD };
    await storeCallRecord(createStore({ ...store, clock }), systemRandom, reading, options);
  }

  it('is compared once more when the app has stood still since it changed', async () => {
    await storeCall();
    clock.advance({ minutes: 32 * DAY });
    await pass();
    expect(summedDays()).toEqual({ '2026-11-23': 2 });
  });

  it('is compared when a call of it has changed, once', async () => {
    clock.advance({ minutes: 32 * DAY });
    await pass();
    await storeLate();
    expect(await status()).toMatchObject({ ChangedFrom: '2026-11-23' });
    await pass();
    expect(summedDays()).toEqual({ '2026-11-23': 2 });
    expect(await status()).toMatchObject({ ChangedFrom: '', ComparesFrom: '' });
    expect(await requestsOf(pass)).not.toContain('query CallsByDay');
  });

  it('is compared when a call of it changes, also where no hour of it was listed and `rebuild` has summed it up', async () => {
    const day = parseDay('2026-11-23') as Day;
    await store.coverage.delete((await store.coverage.get('2026-11-23T07')) as StoredRow);
    clock.advance({ minutes: 32 * DAY });
    await summarizeDay(createStore({ ...store, clock }), day, new AbortController().signal);
    await storeLate();
    await pass();
    expect(summedDays()).toEqual({ '2026-11-23': 2 });
  });

  it('is compared again when a call of it changes while it is summed up', async () => {
    clock.advance({ minutes: 32 * DAY });
    await pass();
    await storeLate();
    let changing: Promise<void> | undefined;
    atRequest = ({ table }) => {
      if (table === 'MediaStreams') changing ??= storeLate();
    };
    await pass();
    await changing;
    atRequest = () => {};
    await pass();
    expect(summedDays()).toEqual({ '2026-11-23': 3 });
  });

  it('is compared by the next pass when one does not come to its end', async () => {
    clock.advance({ minutes: 32 * DAY });
    await pass();
    await storeLate();
    atRequest = ({ table }) => {
      if (table === 'MediaStreams') throw new Error('the service is busy');
    };
    await expect(pass()).rejects.toThrow('busy');
    expect(await status()).toMatchObject({ ComparesFrom: '2026-11-23' });
    atRequest = () => {};
    await pass();
    expect(summedDays()).toEqual({ '2026-11-23': 2 });
  });
});

describe('a pass that does not come to its end', () => {
  beforeEach(async () => {
    for (const daysAgo of [0, 1, 2]) await storeCall(daysAgo * DAY + 60);
    await listed('2026-11-21T07', '2026-11-22T07', '2026-11-23T07');
  });

  it('stops after eight minutes, and the next one goes on at the day that it stopped at', async () => {
    atRequest = ({ table }) => table === 'MediaStreams' && store.clock.advance({ minutes: 5 });
    await pass();
    expect(summedDays()).toEqual({ '2026-11-23': 1 });
    expect(await status()).toMatchObject({ NextDay: '2026-11-22', LastSuccessAt: expect.anything() });
    store.clock.advance({ minutes: 110 });
    await listed('2026-11-23T08');
    await pass();
    expect(summedDays()).toEqual({ '2026-11-22': 1, '2026-11-23': 1 });
    store.clock.advance({ minutes: 110 });
    await pass();
    expect(summedDays()).toEqual({ '2026-11-21': 1, '2026-11-22': 1, '2026-11-23': 1 });
  });

  it('fails when a day does not fit into eight minutes, and the others are summed up all the same', async () => {
    const streams = `${store.tenantId}_2026-11-23`;
    atRequest = ({ table, partitionKey }) =>
      table === 'MediaStreams' && partitionKey === streams && store.clock.advance({ minutes: 9 });
    await expect(pass()).rejects.toThrow(DeadlineExceeded);
    expect(await status()).toMatchObject({
      NextDay: '2026-11-22',
      LastFailure: 'DeadlineExceeded: the time allowed is over',
    });
    store.clock.advance({ minutes: 100 });
    await pass();
    expect(summedDays()).toEqual({ '2026-11-21': 1, '2026-11-22': 1 });
  });

  it('fails when storage fails, says why, and the next one begins with the next day', async () => {
    atRequest = ({ table }) => {
      if (table === 'MediaStreams') throw new Error('the service is busy');
    };
    await expect(pass()).rejects.toThrow('busy');
    expect(await status()).toMatchObject({
      NextDay: '2026-11-22',
      LastFailure: 'Error: the service is busy',
    });
    atRequest = () => {};
    await pass();
    const days = new Set(['2026-11-21', '2026-11-22', '2026-11-23']);
    expect(summaryFaults((name) => store.tables.rows(name), store.tenantId, days)).toEqual([]);
  });

  it('fails when it cannot learn which days there are', async () => {
    atRequest = ({ table }) => {
      if (table === 'Coverage') throw new Error('the service is busy');
    };
    await expect(pass()).rejects.toThrow('busy');
    expect(await status()).toMatchObject({ LastFailure: 'Error: the service is busy' });
  });
});

describe('the networks of a day', () => {
  const HOURS = Array.from({ length: 24 }, (_, hour) => `2026-11-22T${String(hour).padStart(2, '0')}`);

  const networks = () => events.filter(({ event }) => event === 'networkQuality').map(({ fields }) => fields);

  /** Six people on one network, with so many streams each of which the first are poor. */
  async function callsOnANetwork(streams: number, poor: number, people = 6): Promise<void> {
    await storeCall(DAY);
    const [stream] = store.tables.rows('MediaStreams');
    const [call] = store.tables.rows('CallsByDay');
    if (stream === undefined || call === undefined) throw new Error('no call is stored');
    for (const row of store.tables.rows('MediaStreams')) await store.tables.table('MediaStreams').delete(row);
    for (let number = 0; number < streams; number += 1) {
      const text = (value: string) => ({ type: 'String', value }) as const;
      await store.tables.table('MediaStreams').insert({
        ...stream,
        rowKey: `${stream.rowKey}${number}`,
        cells: {
          ...stream.cells,
          MediaLabel: text('main-audio'),
          CallerIdentityId: text(`person ${number % people}`),
          CallerIdentityTenantId: text(store.tenantId),
          CallerSubnet: text('192.0.2.0'),
          CalleeIdentityTenantId: text(''),
          Quality: text(number < poor ? 'poor' : 'good'),
          QualityBecause: text(number < poor ? 'jitterHigh' : ''),
        },
      });
    }
  }

  it('are logged when their audio is poor by more than chance, without persons', async () => {
    await callsOnANetwork(100, 20);
    await listed(...HOURS);
    await pass();
    expect(networks()).toEqual([
      {
        day: '2026-11-22',
        network: '192.0.2.0',
        streams: 100,
        poor: 20,
        people: 6,
        target: 0.03,
        lowerBound: 0.1172,
      },
    ]);
  });

  it.each([
    ['the share may be chance', 100, 5, 6],
    ['there are fewer than twenty streams', 19, 19, 6],
    ['fewer than five people were there', 100, 20, 4],
  ])('are not logged while %s', async (_why, streams, poor, people) => {
    await callsOnANetwork(streams, poor, people);
    await listed(...HOURS);
    await pass();
    expect(networks()).toEqual([]);
  });

  it('are logged once all hours of the day were listed after the latency window, and not twice', async () => {
    await callsOnANetwork(100, 20);
    await listed(...HOURS.slice(0, 23));
    await pass();
    expect(networks()).toEqual([]);
    store.clock.advance({ minutes: 5 });
    await listed('2026-11-22T23');
    await pass();
    expect(networks()).toHaveLength(1);
    store.clock.advance({ minutes: 60 });
    await listed('2026-11-22T23');
    await pass();
    expect(networks()).toHaveLength(1);
  });

  it('are logged anew when the day has changed', async () => {
    await callsOnANetwork(100, 20);
    await listed(...HOURS);
    await pass();
    await storeCall(DAY);
    store.clock.advance({ minutes: 60 });
    await listed('2026-11-22T23');
    await pass();
    expect(networks()).toHaveLength(2);
  });
});
