/** Passes over the stored calls of somebody, beside what goes wrong meanwhile. */

import { beforeEach, describe, expect, it } from 'vitest';
import { systemRandom } from '../../src/adapters/system.ts';
import { callsConcerned } from '../../src/forget/calls-concerned.ts';
import { forget } from '../../src/forget/forget.ts';
import { liftExclusion, requestErasure, requestExclusion } from '../../src/forget/request.ts';
import { toDateTime } from '../../src/language/date-time.ts';
import { dayOf } from '../../src/language/day.ts';
import { type PartitionsQuery, StorageFailure, type Table, type Tables } from '../../src/ports/storage.ts';
import { rebuild, settleStored } from '../../src/store/rebuild.ts';
import type { StoredRow } from '../../src/tables/cell.ts';
import { callId, numberedCall, once, rowsOf, store, tenantId } from '../store/call-in-store.ts';
import { ForgetTimer, HOUR } from './timer.ts';

/** Organizes every call. */
const ADA = 'ada';
const BEN = 'ben-0000001';
/** So many calls a run notes before it begins with the first. */
const NOTED_AT_ONCE = 50;
const MANY = NOTED_AT_ONCE + 10;
/** More attempts than these are not noted before some are deleted. */
const MOST_LEFT = 200;

let at: ForgetTimer;

type Pages = ReturnType<Table['queryPartitions']>;

/** Tables that answer over several partitions in other pages. */
function withPages(through: Tables, pagesOf: (pages: Pages) => Pages): Tables {
  return {
    table: (name) =>
      new Proxy(through.table(name), {
        get(table, member: keyof Table) {
          if (member !== 'queryPartitions') return table[member].bind(table);
          return (query: PartitionsQuery) => pagesOf(table.queryPartitions(query));
        },
      }),
  };
}

/** The service may send pages without a row, first, last and between. */
async function* emptyToo(pages: Pages): AsyncGenerator<ReadonlyArray<StoredRow>> {
  yield [];
  yield* pages;
  yield [];
}

/** A row a page, and something happens after each. */
const oneByOne = (happens: () => unknown) =>
  async function* (pages: Pages): AsyncGenerator<ReadonlyArray<StoredRow>> {
    for await (const page of pages) {
      for (const row of page) {
        yield [row];
        await happens();
      }
    }
  };

/** The process ends there. */
const ends = () => {
  throw new Error('the process ended');
};

beforeEach(() => {
  at = new ForgetTimer();
});

describe('an erasure', () => {
  it('comes to its end although the person organizes a call later on the day on which it was asked', async () => {
    await store(at.tables);
    await requestErasure(at.working().store, systemRandom, [ADA]);
    const later = { callId: numberedCall(2), start: '2026-11-24T11:00:00Z' };
    await store(at.tables, later, { withheld: await at.known() });
    await at.untilFinished();
    expect(await at.isFinished()).toBe(true);
  });

  it('deletes the rows of an attempt that never committed although its timer ends some calls later', async () => {
    const participants = [ADA, BEN];
    for (let number = 1; number <= MANY; number += 1) {
      await store(at.tables, { callId: numberedCall(number), participants });
    }
    const dying = once(at.tables, { table: 'CallRecords', operation: 'replace', phase: 'before' }, ends);
    const next = { callId: numberedCall(1), version: 2, participants };
    await expect(store(dying, next)).rejects.toThrow('ended');
    await requestErasure(at.working().store, systemRandom, [BEN]);
    at.clock.advance(HOUR);
    let noted = 0;
    const run = at.tables.seenThrough(({ table, operation, phase }) => {
      if (table === 'Withheld' && operation === 'replace' && phase === 'after') noted += 1;
      if (noted === 2) ends();
    });
    await expect(forget(at.working(run))).rejects.toThrow('ended');
    await at.untilFinished();
    expect(await at.isFinished()).toBe(true);
    expect(at.naming(BEN)).toEqual([]);
  });

  it('deletes the rows of more such attempts than its row can hold', async () => {
    const participants = [ADA, BEN];
    for (let number = 1; number <= MOST_LEFT + 20; number += 1) {
      const call = { callId: numberedCall(number), participants };
      await store(at.tables, call);
      const dying = once(at.tables, { table: 'CallRecords', operation: 'replace', phase: 'before' }, ends);
      await expect(store(dying, { ...call, version: 2 })).rejects.toThrow('ended');
    }
    await requestErasure(at.working().store, systemRandom, [BEN]);
    await at.untilFinished();
    expect(await at.isFinished()).toBe(true);
    expect(at.naming(BEN)).toEqual([]);
  });

  it('takes the person out of a call that was committed before, and was not found because it was not settled', async () => {
    const participants = [ADA, BEN];
    const dying = once(at.tables, { table: 'CallRecords', operation: 'insert', phase: 'after' }, ends);
    await expect(store(dying, { participants })).rejects.toThrow('ended');
    await requestErasure(at.working().store, systemRandom, [BEN]);
    await at.untilFinished();
    expect(await at.isFinished()).toBe(true);
    await store(at.tables, { participants }, { attemptedBefore: true, withheld: await at.known() });
    expect(at.naming(BEN)).toEqual([]);
  });

  it('takes the person out of a call that was committed before, is not shown by Graph any more, and is given up on', async () => {
    const participants = [ADA, BEN];
    const dying = once(at.tables, { table: 'CallRecords', operation: 'insert', phase: 'after' }, ends);
    await expect(store(dying, { participants })).rejects.toThrow('ended');
    await requestErasure(at.working().store, systemRandom, [BEN]);
    await at.untilFinished();
    expect(at.naming(BEN)).not.toEqual([]);
    expect(await settleStored(at.working(), callId)).toBe('stored again');
    expect(at.naming(BEN)).toEqual([]);
  });

  it('takes the person out of such a call also where a rebuild settles it', async () => {
    const participants = [ADA, BEN];
    const settling = { table: 'CallsByDay', operation: 'upsert', phase: 'after' } as const;
    await expect(store(once(at.tables, settling, ends), { participants })).rejects.toThrow('ended');
    await requestErasure(at.working().store, systemRandom, [BEN]);
    await at.untilFinished();
    const day = dayOf(toDateTime(new Date('2026-11-23T09:00:00Z')));
    const silent = { advanced() {}, finished() {}, failed() {} };
    expect(await rebuild(at.working(), { from: day, to: day }, silent)).toMatchObject({ rebuilt: 1 });
    expect(at.naming(BEN)).toEqual([]);
  });

  it('goes on with a call whose rows storage refused to delete after the head was swapped', async () => {
    await store(at.tables, { participants: [ADA, BEN] });
    await requestErasure(at.working().store, systemRandom, [BEN]);
    at.clock.advance(HOUR);
    let isSwapped = false;
    const refusing = at.tables.seenThrough(({ table, operation, phase }) => {
      if (table === 'CallRecords' && operation === 'replace' && phase === 'after') isSwapped = true;
      if (isSwapped && table === 'Participants' && operation === 'batch' && phase === 'before')
        throw new StorageFailure('refused', { status: 400 });
    });
    await forget(at.working(refusing));
    expect(at.naming(BEN)).not.toEqual([]);
    await at.untilFinished();
    expect(await at.isFinished()).toBe(true);
    expect(at.naming(BEN)).toEqual([]);
  });

  it('goes on with a call that a run had begun which ended, when the next run fails with it', async () => {
    await store(at.tables, { participants: [ADA, BEN] });
    await requestErasure(at.working().store, systemRandom, [BEN]);
    at.clock.advance(HOUR);
    const taken = { table: 'CallsByUser', operation: 'delete', phase: 'after' } as const;
    await expect(forget(at.working(once(at.tables, taken, ends)))).rejects.toThrow('ended');
    const [head] = at.tables.rows('CallRecords');
    const { Revision: _revision, ...cells } = head?.cells ?? {};
    if (head === undefined) throw new Error('the call is not stored');
    await at.tables.table('CallRecords').upsert({ ...head, cells });
    at.clock.advance(HOUR);
    await forget(at.working());
    await at.tables.table('CallRecords').upsert(head);
    expect(at.naming(BEN)).not.toEqual([]);
    await at.untilFinished();
    expect(await at.isFinished()).toBe(true);
    expect(at.naming(BEN)).toEqual([]);
  });

  it('goes on where a run stopped, and leaves alone a call that it cannot store again, when the next pass begins', async () => {
    for (const number of [1, 2]) {
      await store(at.tables, { callId: numberedCall(number), participants: [ADA, BEN] });
    }
    for (const row of at.tables
      .rows('CallRecordDocuments')
      .filter(({ partitionKey }) => partitionKey === callId))
      await at.tables.table('CallRecordDocuments').delete(row);
    await requestErasure(at.working().store, systemRandom, [BEN]);
    await at.untilFinished();
    expect(await at.isFinished()).toBe(false);
    const [erasure] = (await at.known()).erasures;
    expect(erasure?.values).toMatchObject({ UnderWay: '[]', Calls: 1 });
  });

  it('keeps a call noted that a run began and the next could not read, until its rows are gone', async () => {
    await store(at.tables, { participants: [ADA, BEN] });
    await requestErasure(at.working().store, systemRandom, [BEN]);
    at.clock.advance(HOUR);
    // The hint, by which the call is found, goes before the rows.
    const dying = once(at.tables, { table: 'CallsByUser', operation: 'delete', phase: 'after' }, ends);
    await expect(forget(at.working(dying))).rejects.toThrow('ended');
    at.clock.advance(HOUR);
    const refusing = at.tables.seenThrough(({ table }) => {
      if (table === 'CallRecordDocuments') throw new StorageFailure('refused', { status: 400 });
    });
    await forget(at.working(refusing));
    expect(at.naming(BEN)).not.toEqual([]);
    await at.untilFinished();
    expect(await at.isFinished()).toBe(true);
    expect(at.naming(BEN)).toEqual([]);
  });

  it('ends although a row in CallsByUser leads to a call that does not name the person', async () => {
    await store(at.tables, { participants: [ADA, BEN] });
    const [hint] = at.tables.rows('CallsByUser').filter(({ partitionKey }) => partitionKey.endsWith(BEN));
    await store(at.tables, { participants: [ADA], version: 2 }, { attemptedBefore: true });
    if (hint === undefined) throw new Error('fixture: no hint is stored');
    await at.tables.table('CallsByUser').upsert(hint);
    await requestErasure(at.working().store, systemRandom, [BEN]);
    await at.untilFinished();
    expect(await at.isFinished()).toBe(true);
    expect(at.naming(BEN)).toEqual([]);
  });

  it('whose row an operator deletes while its timer runs does not come back', async () => {
    await store(at.tables, { participants: [ADA, BEN] });
    const row = await requestErasure(at.working().store, systemRandom, [BEN]);
    at.clock.advance(HOUR);
    const swapping = { table: 'CallRecords', operation: 'replace', phase: 'after' } as const;
    const deleting = once(at.tables, swapping, () =>
      at.tables.table('Withheld').delete({ partitionKey: tenantId, rowKey: row }),
    );
    await forget(at.working(deleting));
    expect(at.tables.rows('Withheld')).toEqual([]);
  });

  it('is gone on with by one run of the timer at a time', async () => {
    await store(at.tables, { participants: [ADA, BEN] });
    await requestErasure(at.working().store, systemRandom, [BEN]);
    at.clock.advance(HOUR);
    let asked = 0;
    const swapping = { table: 'CallRecords', operation: 'replace', phase: 'after' } as const;
    const overlapping = once(at.tables, swapping, async () => {
      const second = at.tables.seenThrough(({ table }) => {
        if (table !== 'PipelineStatus') asked += 1;
      });
      await forget(at.working(second));
    });
    await forget(at.working(overlapping));
    expect(asked).toBe(0);
    await at.untilFinished();
    expect(await at.isFinished()).toBe(true);
  });
});

describe('an exclusion', () => {
  it('is not over while a call could not be withheld, also when that was in an earlier run of the pass', async () => {
    for (const number of [1, 2]) await store(at.tables, { callId: numberedCall(number) });
    await requestExclusion(at.working().store, systemRandom, { kind: 'organizer', ids: [ADA] });
    at.clock.advance(HOUR);
    // The first call is passed over then, and the second run begins behind it.
    const refusing = at.tables.seenThrough(({ table, operation, partitionKey }) => {
      if (table === 'CallRecords' && operation === 'replace' && partitionKey === callId)
        throw new StorageFailure('refused', { status: 400 });
    });
    const slow = withPages(
      refusing,
      oneByOne(() => at.clock.advance({ minutes: 10 })),
    );
    await forget(at.working(slow));
    const [{ values } = {}] = (await at.known()).exclusions;
    expect(values).toMatchObject({ Cursor: numberedCall(2), FailedInPass: 1 });
    await forget(at.working());
    expect(await at.isFinished()).toBe(false);
  });

  it('withholds a call that was committed before, and was not found because it was not settled', async () => {
    const dying = once(at.tables, { table: 'CallRecords', operation: 'insert', phase: 'after' }, ends);
    await expect(store(dying)).rejects.toThrow('ended');
    await requestExclusion(at.working().store, systemRandom, { kind: 'organizer', ids: [ADA] });
    await at.untilFinished();
    expect(await at.isFinished()).toBe(true);
    await store(at.tables, {}, { attemptedBefore: true, withheld: await at.known() });
    expect(rowsOf(at.tables, 'CallsByDay')).toMatchObject([{ Withheld: 'excluded' }]);
    expect(rowsOf(at.tables, 'Participants')).toEqual([]);
  });

  it('of a meeting goes on where a run stopped, also where the service sends a page without a row', async () => {
    for (const number of [1, 2]) await store(at.tables, { callId: numberedCall(number) });
    const concerned = { kind: 'meeting', ids: ['/meet/1'], before: toDateTime(at.clock.now()) } as const;
    const cursors: Array<string | undefined> = [];
    const paging = at.working(withPages(at.tables, emptyToo)).store;
    for await (const { cursor } of callsConcerned(paging, concerned, callId)) cursors.push(cursor);
    expect(cursors).toEqual([callId, callId, callId]);
  });

  it('that is lifted while a pass is under way has no further calls begun than were noted', async () => {
    for (let number = 1; number <= MANY; number += 1) {
      await store(at.tables, { callId: numberedCall(number) });
    }
    const row = await requestExclusion(at.working().store, systemRandom, { kind: 'user', ids: ['ben'] });
    at.clock.advance(HOUR);
    const swapping = { table: 'CallRecords', operation: 'replace', phase: 'after' } as const;
    const lifting = once(at.tables, swapping, () => liftExclusion(at.working().store, row));
    await forget(at.working(lifting));
    const withheld = at.tables.rows('CallRecords').filter(({ cells }) => cells.Withheld !== undefined);
    expect(withheld).toHaveLength(NOTED_AT_ONCE);
  });

  it('that is lifted leaves no call half withheld: its list says what its head says, and none of its rows is left', async () => {
    await store(at.tables);
    const row = await requestExclusion(at.working().store, systemRandom, { kind: 'organizer', ids: [ADA] });
    at.clock.advance(HOUR);
    const dying = once(at.tables, { table: 'CallRecords', operation: 'replace', phase: 'after' }, ends);
    await expect(forget(at.working(dying))).rejects.toThrow('ended');
    await liftExclusion(at.working().store, row);
    await forget(at.working());
    expect(rowsOf(at.tables, 'CallsByDay')).toMatchObject([{ Withheld: 'excluded' }]);
    expect(rowsOf(at.tables, 'Participants')).toEqual([]);
  });
});
