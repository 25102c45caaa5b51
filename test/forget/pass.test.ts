/** Passes over the stored calls of somebody, beside what goes wrong meanwhile. */

import { beforeEach, describe, expect, it } from 'vitest';
import { ManualClock } from '../../lab/manual-clock.ts';
import { createMemoryTables, type MemoryTables } from '../../src/adapters/memory/tables.ts';
import { systemRandom } from '../../src/adapters/system.ts';
import { callsConcerned } from '../../src/forget/calls-concerned.ts';
import { forget } from '../../src/forget/forget.ts';
import { liftExclusion, requestErasure, requestExclusion } from '../../src/forget/request.ts';
import { toDateTime } from '../../src/language/date-time.ts';
import { dayOf } from '../../src/language/day.ts';
import { silentLog } from '../../src/logs/log.ts';
import { StorageFailure, type Tables } from '../../src/ports/storage.ts';
import { createStore } from '../../src/rows/store.ts';
import { rebuild, settleStored } from '../../src/store/rebuild.ts';
import { createDoor } from '../../src/withheld/door.ts';
import { readWithheld } from '../../src/withheld/withheld.ts';
import { callId, numberedCall, once, rowsOf, store, tenantId } from '../store/call-in-store.ts';
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

/** As Table Storage does where it looks through much that is not asked for. */
function withEmptyPages(through: Tables): Tables {
  return {
    table(name) {
      const table = through.table(name);
      return Object.assign(Object.create(table) as typeof table, {
        async *queryPartitions(...query: Parameters<typeof table.queryPartitions>) {
          yield [];
          yield* table.queryPartitions(...query);
          yield [];
        },
      });
    },
  };
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
      if (table === 'Withheld' && operation === 'replace' && phase === 'after') noted += 1;
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

  it('takes the person out of a call that was committed before, is not shown by Graph any more, and is given up on', async () => {
    const participants = [ADA, BEN];
    const dying = once(tables, { table: 'CallRecords', operation: 'insert', phase: 'after' }, ends);
    await expect(store(dying, { participants })).rejects.toThrow('ended');
    await requestErasure(working().store, systemRandom, [BEN]);
    await untilFinished();
    expect(naming(BEN)).not.toEqual([]);
    expect(await settleStored(working(), callId)).toBe('stored again');
    expect(naming(BEN)).toEqual([]);
  });

  it('takes the person out of such a call also where a rebuild settles it', async () => {
    const participants = [ADA, BEN];
    const settling = { table: 'CallsByDay', operation: 'upsert', phase: 'after' } as const;
    await expect(store(once(tables, settling, ends), { participants })).rejects.toThrow('ended');
    await requestErasure(working().store, systemRandom, [BEN]);
    await untilFinished();
    const day = dayOf(toDateTime(new Date('2026-11-23T09:00:00Z')));
    const silent = { advanced() {}, finished() {}, failed() {} };
    expect(await rebuild(working(), { from: day, to: day }, silent)).toMatchObject({ rebuilt: 1 });
    expect(naming(BEN)).toEqual([]);
  });

  it('goes on with a call whose rows storage refused to delete after the head was swapped', async () => {
    await store(tables, { participants: [ADA, BEN] });
    await requestErasure(working().store, systemRandom, [BEN]);
    clock.advance(HOUR);
    let isSwapped = false;
    const refusing = tables.seenThrough(({ table, operation, phase }) => {
      if (table === 'CallRecords' && operation === 'replace' && phase === 'after') isSwapped = true;
      if (isSwapped && table === 'Participants' && operation === 'batch' && phase === 'before')
        throw new StorageFailure('refused', { status: 400 });
    });
    await forget(working(refusing));
    expect(naming(BEN)).not.toEqual([]);
    await untilFinished();
    expect(await isFinished()).toBe(true);
    expect(naming(BEN)).toEqual([]);
  });

  it('goes on where a run stopped, and leaves alone a call that it cannot store again, when the next pass begins', async () => {
    for (const number of [1, 2]) {
      await store(tables, { callId: numberedCall(number), participants: [ADA, BEN] });
    }
    for (const row of tables
      .rows('CallRecordDocuments')
      .filter(({ partitionKey }) => partitionKey === callId))
      await tables.table('CallRecordDocuments').delete(row);
    await requestErasure(working().store, systemRandom, [BEN]);
    await untilFinished();
    expect(await isFinished()).toBe(false);
    const [erasure] = (await known()).erasures;
    expect(erasure?.values).toMatchObject({ UnderWay: '[]', Calls: 1 });
  });

  it('whose row an operator deletes while its timer runs does not come back', async () => {
    await store(tables, { participants: [ADA, BEN] });
    const row = await requestErasure(working().store, systemRandom, [BEN]);
    clock.advance(HOUR);
    const swapping = { table: 'CallRecords', operation: 'replace', phase: 'after' } as const;
    const deleting = once(tables, swapping, () =>
      tables.table('Withheld').delete({ partitionKey: tenantId, rowKey: row }),
    );
    await forget(working(deleting));
    expect(tables.rows('Withheld')).toEqual([]);
  });

  it('is gone on with by one run of the timer at a time', async () => {
    await store(tables, { participants: [ADA, BEN] });
    await requestErasure(working().store, systemRandom, [BEN]);
    clock.advance(HOUR);
    let asked = 0;
    const swapping = { table: 'CallRecords', operation: 'replace', phase: 'after' } as const;
    const overlapping = once(tables, swapping, async () => {
      const second = tables.seenThrough(({ table }) => {
        if (table !== 'PipelineStatus') asked += 1;
      });
      await forget(working(second));
    });
    await forget(working(overlapping));
    expect(asked).toBe(0);
    await untilFinished();
    expect(await isFinished()).toBe(true);
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

  it('of a meeting goes on where a run stopped, also where the service sends a page without a row', async () => {
    for (const number of [1, 2]) await store(tables, { callId: numberedCall(number) });
    const concerned = { kind: 'meeting', ids: ['/meet/1'], before: toDateTime(clock.now()) } as const;
    const cursors: Array<string | undefined> = [];
    const paging = working(withEmptyPages(tables)).store;
    for await (const { cursor } of callsConcerned(paging, concerned, callId)) cursors.push(cursor);
    expect(cursors).toEqual([callId, callId, callId]);
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
