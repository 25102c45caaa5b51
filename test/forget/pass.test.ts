/** Passes over the stored calls of somebody, beside what goes wrong meanwhile. */

import { beforeEach, describe, expect, it } from 'vitest';
import { ManualClock } from '../../lab/manual-clock.ts';
import { createMemoryTables, type MemoryTables } from '../../src/adapters/memory/tables.ts';
import { systemRandom } from '../../src/adapters/system.ts';
import { forget } from '../../src/forget/forget.ts';
import { liftExclusion, requestErasure, requestExclusion } from '../../src/forget/request.ts';
import { silentLog } from '../../src/logs/log.ts';
import type { Tables } from '../../src/ports/storage.ts';
import { createStore } from '../../src/rows/store.ts';
import { createDoor } from '../../src/withheld/door.ts';
import { readWithheld } from '../../src/withheld/withheld.ts';
import { numberedCall, once, rowsOf, store, tenantId } from '../store/call-in-store.ts';
import { everythingIn } from './held.ts';

/** Organizes every call. */
const ADA = 'ada';
const BEN = 'ben-0000001';
const HOUR = { minutes: 60 };
/** More than are noted at once. */
const MANY = 60;
/** More attempts than these are not noted before some are deleted. */
const MOST_LEFT = 200;

let clock: ManualClock;
let tables: MemoryTables;

function working(through: Tables = tables) {
  const seen = createStore({ tables: through, tenantId, clock });
  return { store: seen, random: systemRandom, door: createDoor(seen), log: silentLog };
}

const known = () => readWithheld(working().store);

async function isFinished(): Promise<boolean> {
  const { erasures, exclusions } = await known();
  return [...erasures, ...exclusions].every(({ values }) => values.FinishedAt !== undefined);
}

/** Runs the timer each hour until the last pass has found nothing, a day long at most. */
async function untilFinished(): Promise<void> {
  for (let hour = 0; hour < 24 && !(await isFinished()); hour += 1) {
    clock.advance(HOUR);
    await forget(working());
  }
}

/** Rows that name them, but for those that ask for it. */
function naming(id: string): ReadonlyArray<string> {
  const rows = everythingIn(tables).split('\n');
  return rows.filter((row) => !row.startsWith('withheld ') && row.includes(id));
}

/** The process ends there. */
const ends = () => {
  throw new Error('the process ended');
};

beforeEach(() => {
  clock = new ManualClock('2026-11-24T09:00:00Z');
  tables = createMemoryTables();
});

describe('an erasure', () => {
  it('comes to its end although the person organizes a call later on the day on which it was asked', async () => {
    await store(tables);
    await requestErasure(working().store, systemRandom, [ADA]);
    const later = { callId: numberedCall(2), start: '2026-11-24T11:00:00Z' };
    await store(tables, later, { withheld: await known() });
    await untilFinished();
    expect(await isFinished()).toBe(true);
  });

  it('deletes the rows of an attempt that never committed although its timer ends some calls later', async () => {
    const participants = [ADA, BEN];
    for (let number = 1; number <= MANY; number += 1) {
      await store(tables, { callId: numberedCall(number), participants });
    }
    const dying = once(tables, { table: 'CallRecords', operation: 'replace', phase: 'before' }, ends);
    const next = { callId: numberedCall(1), version: 2, participants };
    await expect(store(dying, next)).rejects.toThrow('ended');
    await requestErasure(working().store, systemRandom, [BEN]);
    clock.advance(HOUR);
    let noted = 0;
    const run = tables.seenThrough(({ table, operation, phase }) => {
      if (table === 'Withheld' && operation === 'merge' && phase === 'after') noted += 1;
      if (noted === 2) ends();
    });
    await expect(forget(working(run))).rejects.toThrow('ended');
    await untilFinished();
    expect(await isFinished()).toBe(true);
    expect(naming(BEN)).toEqual([]);
  });

  it('deletes the rows of more such attempts than its row can hold', async () => {
    const participants = [ADA, BEN];
    for (let number = 1; number <= MOST_LEFT + 20; number += 1) {
      const call = { callId: numberedCall(number), participants };
      await store(tables, call);
      const dying = once(tables, { table: 'CallRecords', operation: 'replace', phase: 'before' }, ends);
      await expect(store(dying, { ...call, version: 2 })).rejects.toThrow('ended');
    }
    await requestErasure(working().store, systemRandom, [BEN]);
    await untilFinished();
    expect(await isFinished()).toBe(true);
    expect(naming(BEN)).toEqual([]);
  });

  it('takes the person out of a call that was committed before, and was not found because it was not settled', async () => {
    const participants = [ADA, BEN];
    const dying = once(tables, { table: 'CallRecords', operation: 'insert', phase: 'after' }, ends);
    await expect(store(dying, { participants })).rejects.toThrow('ended');
    await requestErasure(working().store, systemRandom, [BEN]);
    await untilFinished();
    expect(await isFinished()).toBe(true);
    await store(tables, { participants }, { attemptedBefore: true, withheld: await known() });
    expect(naming(BEN)).toEqual([]);
  });
});

describe('an exclusion', () => {
  it('is not over while a call could not be withheld, also when that was in an earlier run of the pass', async () => {
    await store(tables);
    for (const row of tables.rows('CallRecordDocuments'))
      await tables.table('CallRecordDocuments').delete(row);
    clock.advance({ minutes: 24 * 60 });
    await requestExclusion(working().store, systemRandom, { kind: 'organizer', ids: [ADA] });
    clock.advance(HOUR);
    const nextDay = `${tenantId}_2026-11-24`;
    const slow = once(tables, { table: 'CallsByDay', operation: 'query', partitionKey: nextDay }, () =>
      clock.advance({ minutes: 10 }),
    );
    await forget(working(slow));
    await forget(working());
    expect(await isFinished()).toBe(false);
  });

  it('withholds a call that was committed before, and was not found because it was not settled', async () => {
    const dying = once(tables, { table: 'CallRecords', operation: 'insert', phase: 'after' }, ends);
    await expect(store(dying)).rejects.toThrow('ended');
    await requestExclusion(working().store, systemRandom, { kind: 'organizer', ids: [ADA] });
    await untilFinished();
    expect(await isFinished()).toBe(true);
    await store(tables, {}, { attemptedBefore: true, withheld: await known() });
    expect(rowsOf(tables, 'CallsByDay')).toMatchObject([{ Withheld: 'excluded' }]);
    expect(rowsOf(tables, 'Participants')).toEqual([]);
  });

  it('that is lifted leaves no call half withheld: its list says what its head says, and none of its rows is left', async () => {
    await store(tables);
    const row = await requestExclusion(working().store, systemRandom, { kind: 'organizer', ids: [ADA] });
    clock.advance(HOUR);
    const dying = once(tables, { table: 'CallRecords', operation: 'replace', phase: 'after' }, ends);
    await expect(forget(working(dying))).rejects.toThrow('ended');
    await liftExclusion(working().store, row);
    await forget(working());
    expect(rowsOf(tables, 'CallsByDay')).toMatchObject([{ Withheld: 'excluded' }]);
    expect(rowsOf(tables, 'Participants')).toEqual([]);
  });
});
