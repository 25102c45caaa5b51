import { beforeEach, describe, expect, it, test } from 'vitest';
import { firstVersion, readingOf, TENANT_ID } from '../../lab/exploration/call-versions.ts';
import { ManualClock } from '../../lab/manual-clock.ts';
import { createMemoryTables, type MemoryTables } from '../../src/adapters/memory/tables.ts';
import { systemRandom } from '../../src/adapters/system.ts';
import { forget } from '../../src/forget/forget.ts';
import { requestErasure } from '../../src/forget/request.ts';
import { plusDays, toDateTime } from '../../src/language/date-time.ts';
import type { Day } from '../../src/language/day.ts';
import { silentLog } from '../../src/logs/log.ts';
import { retain } from '../../src/retention/retain.ts';
import { createStore } from '../../src/rows/store.ts';
import { storeCallRecord } from '../../src/store/store-call-record.ts';
import { freezeDay } from '../../src/summaries/freeze-day.ts';
import { summarizeDay } from '../../src/summaries/summarize-day.ts';
import { TOTAL } from '../../src/summaries/summary-rows.ts';
import type { TableName } from '../../src/tables/declarations/index.ts';
import { createDoor } from '../../src/withheld/door.ts';
import { confirmKeepDays, updateLimits } from '../../src/withheld/limits.ts';
import { NOTHING_WITHHELD, readWithheld } from '../../src/withheld/withheld.ts';
import { once, store as storeCall } from '../store/call-in-store.ts';
import { everythingIn } from './held.ts';
import { ForgetTimer, HOUR } from './timer.ts';

const ID = 'ada-lovelace';

test('somebody is erased from a call that a mistyped KEEP_DAYS had refused and the corrected one keeps', async () => {
  const tables = createMemoryTables();
  const clock = new ManualClock('2026-11-24T09:00:00Z');
  const store = createStore({ tables, tenantId: TENANT_ID, clock });
  const options = { rewrite: false, attemptedBefore: false, withheld: NOTHING_WITHHELD };
  await storeCallRecord(store, systemRandom, readingOf({ ...firstVersion, users: ['ben', ID] }), options);

  clock.advance({ minutes: 20 * 24 * 60 });
  await confirmKeepDays(store, 9);
  await updateLimits(store, { keepDays: 9, wouldDelete: true });
  clock.advance({ minutes: 24 * 60 });
  await updateLimits(store, { keepDays: 9, wouldDelete: true });
  const { refusedBefore } = await updateLimits(store, { keepDays: 90, wouldDelete: false });
  expect(refusedBefore).toBe('2026-12-05');

  await requestErasure(store, systemRandom, [ID]);
  for (let hour = 1; hour <= 3; hour += 1) {
    clock.advance({ minutes: 60 });
    await forget({ store, random: systemRandom, door: createDoor(store), log: silentLog });
  }
  const [erasure] = (await readWithheld(store)).erasures;
  expect(erasure?.values.FinishedAt).toBeDefined();
  const rows = everythingIn(tables).split('\n');
  expect(rows.filter((row) => row.includes('ben'))).not.toEqual([]);
  expect(rows.filter((row) => !row.startsWith('withheld ') && row.includes(ID))).toEqual([]);
});

describe('a call that retention has yet to delete', () => {
  const DAY = { minutes: 24 * 60 };
  let at: ForgetTimer;

  beforeEach(async () => {
    at = new ForgetTimer();
    await storeCall(at.tables, { participants: ['ben', ID], callers: [ID] });
    for (const days of [20, 2]) {
      for (let day = 0; day < days; day += 1) at.clock.advance(DAY);
      await updateLimits(at.working().store, { keepDays: 9, wouldDelete: false });
    }
  });

  const retainAll = () => retain({ store: at.working().store, log: silentLog, keepDays: 9 });

  const rowsLeft = () =>
    at.tables.names
      .filter((name) => !['Withheld', 'PipelineStatus', 'QualitySummaries'].includes(name))
      .flatMap((name) => at.tables.rows(name).map(({ rowKey }) => `${name} ${rowKey}`));

  it.each([
    ['as it is', () => undefined],
    ['with a damaged document', (tables: MemoryTables) => deleteAllOf(tables, 'CallRecordDocuments')],
    ['listed nowhere', (tables: MemoryTables) => deleteAllOf(tables, 'CallsByDay')],
    ['noted, and nothing else leads to it', notedAlone],
  ] as const)('is left to it, and not counted as stored again: %s', async (_, change) => {
    await requestErasure(at.working().store, systemRandom, [ID]);
    await change(at.tables, at);
    for (let hour = 0; hour < 4; hour += 1) {
      at.clock.advance(HOUR);
      await forget(at.working());
    }
    expect(await at.isFinished()).toBe(false);
    await retainAll();
    await at.untilFinished();
    expect(await at.isFinished()).toBe(true);
    expect(rowsLeft()).toEqual([]);
    expect((await at.known()).erasures[0]?.values).toMatchObject({ Calls: 0, FailedInPass: 0 });
  });

  it('counts in the last sum of its day', async () => {
    const { store } = at.working();
    const summaries = store.summaries('2026-11-23' as Day);
    await summarizeDay(store, '2026-11-23' as Day, new AbortController().signal);
    await requestErasure(store, systemRandom, [ID]);
    at.clock.advance(HOUR);
    await forget(at.working());
    await retainAll();
    const total = await summaries.get(TOTAL);
    expect(total && summaries.valuesIn(total)).toMatchObject({ CallCount: 1, FrozenAt: expect.any(String) });
  });

  it('is deleted once its day is frozen although a process ends on the way, by what leads retention to it', async () => {
    await freezeDay(at.working().store, '2026-11-23' as Day, new AbortController().signal);
    await deleteAllOf(at.tables, 'CallsByDay');
    await requestErasure(at.working().store, systemRandom, [ID]);
    at.clock.advance(HOUR);
    const headGone = { table: 'CallRecords', operation: 'delete', phase: 'after' } as const;
    const ending = once(at.tables, headGone, () => {
      throw new Error('the process ends');
    });
    await expect(forget(at.working(ending))).rejects.toThrow('the process ends');
    expect(at.tables.rows('CallsByDay')).toHaveLength(1);
    await at.untilFinished();
    expect(await at.isFinished()).toBe(true);
    expect(rowsLeft()).toEqual([]);
  });

  it('is stored again where its head says that it started on a day that is kept', async () => {
    const [head] = at.tables.rows('CallRecords');
    if (head === undefined) throw new Error('the call is not stored');
    const start = { type: 'DateTime', value: plusDays(toDateTime(at.clock.now()), -2) } as const;
    await at.tables
      .table('CallRecords')
      .upsert({ ...head, cells: { ...head.cells, FirstStartDateTime: start } });
    await requestErasure(at.working().store, systemRandom, [ID]);
    await at.untilFinished();
    expect(await at.isFinished()).toBe(true);
    expect((await at.known()).erasures[0]?.values).toMatchObject({ Calls: 1 });
    expect(at.tables.rows('CallRecords')).toHaveLength(1);
    expect(at.naming(ID)).toEqual([]);
  });
});

async function deleteAllOf(tables: MemoryTables, name: TableName): Promise<void> {
  for (const row of tables.rows(name)) await tables.table(name).delete(row);
}

async function notedAlone(tables: MemoryTables, at: ForgetTimer): Promise<void> {
  await deleteAllOf(tables, 'CallsByUser');
  const calls = tables
    .rows('CallRecords')
    .map(({ partitionKey, cells }) => `${partitionKey} ${cells.FirstStartDateTime?.value}`);
  const [erasure] = (await at.known()).erasures;
  if (erasure === undefined) throw new Error('no erasure was asked for');
  await at.working().store.withheld.merge(erasure.row.rowKey, { UnderWay: JSON.stringify(calls) });
}
