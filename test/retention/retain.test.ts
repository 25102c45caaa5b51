/** The timer retain: what it deletes, what it leaves, and that it goes on wherever it was ended. */

import { describe, expect, it } from 'vitest';
import { ManualClock } from '../../lab/manual-clock.ts';
import { createMemoryTables, type MemoryTables } from '../../src/adapters/memory/tables.ts';
import { toDateTime } from '../../src/language/date-time.ts';
import { silentLog } from '../../src/logs/log.ts';
import { StorageFailure, type Tables } from '../../src/ports/storage.ts';
import { retain } from '../../src/retention/retain.ts';
import { createStore, type Store } from '../../src/rows/store.ts';
import { readStatus } from '../../src/status/pipeline-status.ts';
import type { Cell } from '../../src/tables/cell.ts';
import { childTableNames, type TableName } from '../../src/tables/declarations/index.ts';
import {
  callId,
  numberedCall,
  once,
  rowsOf,
  store,
  tenantId,
  type Version,
  watched,
} from '../store/call-in-store.ts';

const DAY_MINUTES = 24 * 60;

/** Of the calls that are stored here; the tests run a year later. */
const OLD = '2026-11-23T09:00:00Z';
const YOUNG = '2027-11-20T09:00:00Z';

const OF_CALLS: ReadonlyArray<TableName> = ['CallRecords', ...childTableNames, 'CallsByDay', 'CallsByUser'];

interface World {
  readonly storage: MemoryTables;
  readonly clock: ManualClock;
  /** A run of the timer, ten minutes later. */
  run(keepDays?: number, tables?: Tables): Promise<void>;
  /** Runs until what is refused now is deleted. */
  deleteAll(keepDays?: number): Promise<void>;
  through(tables: Tables): Store;
}

function world(storage = createMemoryTables()): World {
  const clock = new ManualClock('2027-11-23T12:00:00Z');
  const through = (tables: Tables) => createStore({ tables, tenantId, clock });
  const at: World = {
    storage,
    clock,
    through,
    async run(keepDays = 90, tables = storage) {
      clock.advance({ minutes: 11 });
      await retain({ store: through(tables), log: silentLog, keepDays });
    },
    async deleteAll(keepDays = 90) {
      for (let day = 0; day < 3; day += 1) {
        await at.run(keepDays);
        clock.advance({ minutes: DAY_MINUTES });
      }
      await at.run(keepDays);
    },
  };
  return at;
}

/** Agrees to whatever KEEP_DAYS is set. */
async function confirmed(at: World, days = 90): Promise<World> {
  const cells = { ConfirmedDays: { type: 'Int32', value: days } } as const;
  await at.storage.table('Withheld').merge({ partitionKey: tenantId, rowKey: 'limits', cells });
  return at;
}

function left({ storage }: World, call = callId) {
  return OF_CALLS.filter((table) => rowsOf(storage, table, call).length > 0);
}

const old: Version = { start: OLD, callers: ['ada', 'cy'] };

describe('a run of retain', () => {
  it('deletes a call of a day that is not kept, a day after it was refused, and leaves those that are', async () => {
    const at = await confirmed(world());
    await store(at.storage, old);
    await store(at.storage, { callId: numberedCall(2), start: YOUNG, callers: ['ada'] });
    await at.run();
    expect(left(at)).toEqual(OF_CALLS);
    at.clock.advance({ minutes: DAY_MINUTES });
    await at.run();
    expect(left(at)).toEqual([]);
    expect(left(at, numberedCall(2))).toEqual(OF_CALLS);
  });

  it('deletes all generations, with the hints of everybody whom one of them names', async () => {
    const at = await confirmed(world());
    await store(at.storage, { ...old, participants: ['ada', 'dee'] });
    const dying = once(at.storage, { table: 'CallRecords', operation: 'replace', phase: 'after' }, () => {
      throw new Error('the process ended');
    });
    await expect(store(dying, { ...old, version: 2 }, { attemptedBefore: true })).rejects.toThrow('ended');
    await at.deleteAll();
    expect(left(at)).toEqual([]);
  });

  it('deletes the head first, hints before the rows that name them, and the row in CallsByDay last', async () => {
    const seen = watched();
    const at = await confirmed(world(seen.storage));
    await store(at.storage, old);
    await at.run();
    at.clock.advance({ minutes: DAY_MINUTES });
    await at.run(90, seen.tables);
    const deletions = seen.requests.filter(
      ({ table, operation }) => ['delete', 'batch'].includes(operation) && OF_CALLS.includes(table),
    );
    expect([...new Set(deletions.map(({ table }) => table))]).toEqual([
      'CallRecords',
      'CallsByUser',
      ...childTableNames,
      'CallsByDay',
    ]);
  });

  it('leaves nothing, at whichever request a run before it was ended', async () => {
    const whole = await deletion();
    for (let request = 1; request <= whole.requests; request += 1) {
      const { at } = await deletion(request);
      at.clock.advance({ minutes: 11 });
      await at.run();
      expect(left(at), `ended at request ${request}`).toEqual([]);
      expect(at.storage.rows('QualitySummaries').length).toBe(
        whole.at.storage.rows('QualitySummaries').length,
      );
    }
  });

  it('freezes the summary of the day before, and says in it when the calls were gone', async () => {
    const at = await confirmed(world());
    await store(at.storage, old);
    await at.deleteAll();
    const summary = at.storage.rows('QualitySummaries').map(({ rowKey, cells }) => [rowKey, cells]);
    const total = Object.fromEntries(summary).total as Record<string, Cell>;
    expect(total).toMatchObject({ CallCount: { value: 1 } });
    expect(total.FrozenAt).toBeDefined();
    expect(total.DeletedAt).toBeDefined();
  });

  it('deletes streams that an attempt has left under another day than that of its call', async () => {
    const at = await confirmed(world());
    await store(at.storage, old);
    const [stream] = at.storage.rows('MediaStreams');
    const partitionKey = stream?.partitionKey.replace('2026-11-23', '2026-11-22') ?? '';
    await at.storage.table('MediaStreams').upsert({ ...stream, partitionKey } as never);
    await at.deleteAll();
    expect(at.storage.rows('MediaStreams')).toEqual([]);
  });

  it('does not delete a call that is kept for a row of another day that lists it: it lists the call where its head says', async () => {
    const at = await confirmed(world());
    await store(at.storage, { start: YOUNG });
    const stale = {
      partitionKey: `${tenantId}_2026-11-22`,
      rowKey: `2026-11-22T23:59:59.0000000Z_${callId}`,
    };
    const listed = { CallId: { type: 'Guid', value: callId } } as const;
    await at.storage.table('CallsByDay').upsert({ ...stale, cells: listed });
    await at.deleteAll();
    expect(left(at)).toEqual(
      OF_CALLS.filter((table) => table !== 'MediaStreams' && table !== 'Sessions' && table !== 'Segments'),
    );
    expect(rowsOf(at.storage, 'CallsByDay')).toHaveLength(1);
  });

  it('passes over what operators have noted beside a day, and deletes it with the day', async () => {
    const at = await confirmed(world());
    await store(at.storage, old);
    const note = { partitionKey: `${tenantId}_2026-11-23`, rowKey: 'a note', cells: {} };
    await at.storage.table('CallsByDay').upsert(note);
    await at.deleteAll();
    expect(at.storage.rows('CallsByDay')).toEqual([]);
  });

  it('stops before eight minutes are over, and the next one goes on', async () => {
    const at = await confirmed(world());
    for (let call = 1; call <= 40; call += 1) await store(at.storage, { ...old, callId: numberedCall(call) });
    await at.run();
    at.clock.advance({ minutes: DAY_MINUTES });
    const slow = at.storage.seenThrough(({ table, operation, phase }) => {
      if (phase === 'before' && table === 'CallRecords' && operation === 'delete')
        at.clock.advance({ minutes: 1 });
    });
    await at.run(90, slow);
    const rest = at.storage.rows('CallsByDay').length;
    expect(rest).toBeGreaterThan(20);
    expect(rest).toBeLessThan(40);
    await at.run();
    expect(at.storage.rows('CallsByDay')).toEqual([]);
  });

  it('does nothing while another one is under way', async () => {
    const at = await confirmed(world());
    await store(at.storage, old);
    await at.run();
    at.clock.advance({ minutes: DAY_MINUTES });
    let isFirst = true;
    const meeting = at.storage.seenThrough(async ({ table, operation, phase }) => {
      if (!isFirst || table !== 'CallRecords' || operation !== 'delete' || phase !== 'before') return;
      isFirst = false;
      const other = watched(at.storage);
      await retain({ store: at.through(other.tables), log: silentLog, keepDays: 90 });
      expect(other.requests).toHaveLength(1);
    });
    await at.run(90, meeting);
    expect(left(at)).toEqual([]);
    expect(isFirst).toBe(false);
  });
});

describe('a day whose last sum takes long', () => {
  const NEXT_DAY = { ...old, callId: numberedCall(2), start: '2026-11-24T09:00:00Z' };

  /** Two days that may be deleted now; reading their streams for the last sum takes so many minutes. */
  async function twoDays() {
    const at = await confirmed(world());
    await store(at.storage, old);
    await store(at.storage, NEXT_DAY);
    await at.run();
    at.clock.advance({ minutes: DAY_MINUTES });
    const isDeleting = () => at.storage.rows('CallRecords').length !== at.storage.rows('CallsByDay').length;
    const taking = (minutes: number) =>
      at.storage.seenThrough(({ table, operation, phase }) => {
        const isSum = table === 'MediaStreams' && operation === 'query' && phase === 'before';
        if (isSum && !isDeleting()) at.clock.advance({ minutes });
      });
    const totals = () => at.storage.rows('QualitySummaries').filter(({ rowKey }) => rowKey === 'total');
    return { at, taking, totals, status: () => readStatus(at.through(at.storage), 'retain') };
  }

  it('is tried in six runs, and then deleted as its summary stands, and later days after it', async () => {
    const { at, taking, totals, status } = await twoDays();
    for (let run = 1; run <= 6; run += 1) {
      await expect(at.run(90, taking(9))).rejects.toThrow('the time allowed is over');
      expect(left(at)).toEqual(OF_CALLS);
    }
    expect(await status()).toMatchObject({ FreezingDay: '2026-11-23', FreezingRuns: 6 });
    await expect(at.run(90, taking(9))).rejects.toThrow('the time allowed is over');
    expect(left(at)).toEqual([]);
    expect(left(at, numberedCall(2))).toEqual(OF_CALLS);
    for (let run = 1; run <= 6; run += 1) await at.run(90, taking(9)).catch(() => undefined);
    await at.run(90, taking(9));
    expect(left(at, numberedCall(2))).toEqual([]);
    expect(totals().map(({ cells }) => cells.IsFrozenAsStored?.value)).toEqual([true, true]);
  });

  it('counts as no less than before when it comes to its end in the sixth run', async () => {
    const { at, taking, totals } = await twoDays();
    for (let run = 1; run <= 5; run += 1) await at.run(90, taking(9)).catch(() => undefined);
    await at.run();
    expect(left(at)).toEqual([]);
    expect(totals()).toHaveLength(2);
    for (const { cells } of totals()) {
      expect(cells.CallCount?.value).toBe(1);
      expect(cells.IsFrozenAsStored).toBeUndefined();
    }
  });

  it('gets as many runs of its own where it was begun late in one: many days that go at once are summed up whole', async () => {
    const { at, taking, totals } = await twoDays();
    for (let run = 1; run <= 20; run += 1) await at.run(90, taking(5)).catch(() => undefined);
    expect(at.storage.rows('CallsByDay')).toEqual([]);
    expect(totals().map(({ cells }) => cells.IsFrozenAsStored)).toEqual([undefined, undefined]);
  });

  it('is not given up where it is storage that fails', async () => {
    const { at, totals } = await twoDays();
    const failing = at.storage.seenThrough(({ table, operation }) => {
      if (table === 'MediaStreams' && operation === 'query') throw new StorageFailure('503', { status: 503 });
    });
    for (let run = 1; run <= 12; run += 1) await expect(at.run(90, failing)).rejects.toThrow('503');
    await at.run();
    expect(left(at)).toEqual([]);
    expect(totals()[0]?.cells.IsFrozenAsStored).toBeUndefined();
  });

  it('is given up where it ends the process each time, which can say nothing of it', async () => {
    const { at, totals } = await twoDays();
    for (let run = 1; run <= 6; run += 1) {
      let isDead = false;
      const dying = at.storage.seenThrough(({ table, operation }) => {
        isDead ||= table === 'MediaStreams' && operation === 'query';
        if (isDead) throw new Error('the process ended');
      });
      await expect(at.run(90, dying)).rejects.toThrow('ended');
    }
    await at.run();
    expect(left(at)).toEqual([]);
    expect(totals()[0]?.cells.IsFrozenAsStored?.value).toBe(true);
  });
});

/** A call that is deleted; the process ends at a request of the deleting run. */
async function deletion(endsAt = Number.POSITIVE_INFINITY) {
  const at = await confirmed(world());
  await store(at.storage, old);
  await at.run();
  at.clock.advance({ minutes: DAY_MINUTES });
  let requests = 0;
  const dying = at.storage.seenThrough(({ phase }) => {
    if (phase !== 'before') return;
    requests += 1;
    if (requests >= endsAt) throw new Error('the process ended');
  });
  await at.run(90, dying).catch(() => undefined);
  return { at, requests };
}

describe('what waits, and what was given up on', () => {
  const FIRST_SEEN = { FirstSeenAt: { type: 'DateTime', value: '2026-11-23T10:00:00.0000000Z' } } as const;
  const pending = { partitionKey: tenantId, rowKey: callId, cells: FIRST_SEEN };
  const letter = {
    partitionKey: 'call-records',
    rowKey: 'letter',
    cells: { DeadAt: FIRST_SEEN.FirstSeenAt, CallId: { type: 'Guid', value: callId } },
  } as const;

  it('goes with the calls of its age', async () => {
    const at = await confirmed(world());
    await store(at.storage, { ...old, callId: numberedCall(2) });
    await at.storage.table('PendingCallRecords').upsert(pending);
    await at.storage.table('DeadLetters').upsert(letter);
    await at.deleteAll();
    expect(at.storage.rows('PendingCallRecords')).toEqual([]);
    expect(at.storage.rows('DeadLetters')).toEqual([]);
  });

  it.each([['PendingCallRecords', pending] as const, ['DeadLetters', letter] as const])(
    'goes from %s after what an attempt has left of its call, and so does that',
    async (table, row) => {
      const at = await confirmed(world());
      const dying = once(at.storage, { table: 'CallRecords', operation: 'insert' }, () => {
        throw new Error('the process ended');
      });
      await expect(store(dying, old)).rejects.toThrow('ended');
      await store(at.storage, { ...old, callId: numberedCall(2) });
      await at.storage.table(table).upsert(row);
      await at.deleteAll();
      expect(left(at)).toEqual([]);
      expect(at.storage.rows(table)).toEqual([]);
    },
  );

  it('stays while its call is kept', async () => {
    const at = await confirmed(world());
    await store(at.storage, { start: YOUNG });
    await store(at.storage, { ...old, callId: numberedCall(2) });
    await at.storage.table('PendingCallRecords').upsert(pending);
    await at.deleteAll();
    expect(at.storage.rows('PendingCallRecords')).toHaveLength(1);
  });
});

describe('a run whose clock differs from that of storage', () => {
  async function stored(differsByDays: number) {
    const right = new ManualClock('2027-11-23T12:00:00Z');
    const at = await confirmed(world(createMemoryTables({ now: () => right.now() })));
    await store(at.storage, old);
    await at.run();
    right.advance({ minutes: DAY_MINUTES + 22 });
    at.clock.advance({ minutes: (1 + differsByDays) * DAY_MINUTES });
    return { at, right };
  }
  const limits = ({ storage }: World) =>
    storage.rows('Withheld').find(({ rowKey }) => rowKey === 'limits')?.cells;

  it.each([10, -10])(
    'by %i days moves and deletes nothing, and says so at the time of storage',
    async (days) => {
      const { at, right } = await stored(days);
      const before = limits(at);
      await expect(at.run()).rejects.toThrow(/10 days (ahead of|behind) that of storage/);
      expect(limits(at)).toEqual(before);
      expect(left(at)).toEqual(OF_CALLS);
      const { LastFailureAt, LastFailure } = await readStatus(
        createStore({ tables: at.storage, tenantId, clock: right }),
        'retain',
      );
      expect(LastFailureAt).toBe(toDateTime(right.now()));
      expect(LastFailure).toContain('WrongClock');
    },
  );

  it('by minutes works as ever', async () => {
    const { at } = await stored(0);
    await at.run();
    expect(left(at)).toEqual([]);
  });
});

describe('people', () => {
  const person = (id: string, lastSeenAt: string) => ({
    IdentityId: id,
    DisplayName: `Ada ${id}`,
    LastSeenAt: lastSeenAt,
  });

  it('who were last seen in a call that is not kept go, with the words that find them', async () => {
    const at = await confirmed(world());
    await store(at.storage, old);
    const { people } = at.through(at.storage);
    for (const [id, seen] of [
      ['one', '2026-11-23T09:00:00.0000000Z'],
      ['two', '2027-11-20T09:00:00.0000000Z'],
    ] as const) {
      await people.upsert(`person_${id}`, person(id, seen) as never);
      await people.upsert(`word_ada_${id}`, { IdentityId: id, DisplayName: `Ada ${id}` });
    }
    await at.deleteAll();
    expect(at.storage.rows('People').map(({ rowKey }) => rowKey)).toEqual(['person_two', 'word_ada_two']);
  });
});

describe('a first or smaller KEEP_DAYS', () => {
  it('deletes nothing until it is confirmed, and the status says which one waits', async () => {
    const at = world();
    await store(at.storage, old);
    await at.deleteAll();
    expect(left(at)).toEqual(OF_CALLS);
    expect(await readStatus(at.through(at.storage), 'retain')).toMatchObject({ UnconfirmedKeepDays: 90 });
    await confirmed(at);
    await at.deleteAll();
    expect(left(at)).toEqual([]);
    expect((await readStatus(at.through(at.storage), 'retain')).UnconfirmedKeepDays).toBeUndefined();
  });

  it('deletes nothing when it was mistyped, 9 for 90, and is corrected within the day, though it was confirmed', async () => {
    const at = await confirmed(world(), 9);
    await store(at.storage, { start: '2027-11-01T09:00:00Z' });
    await at.run(9);
    at.clock.advance({ minutes: 20 * 60 });
    for (let day = 0; day < 5; day += 1) {
      await at.run(90);
      at.clock.advance({ minutes: DAY_MINUTES });
    }
    expect(left(at)).not.toEqual([]);
  });

  it('that is taken away again deletes nothing more', async () => {
    const at = await confirmed(world());
    await store(at.storage, old);
    await at.run();
    at.clock.advance({ minutes: 2 * DAY_MINUTES });
    await retain({ store: at.through(at.storage), log: silentLog, keepDays: undefined });
    expect(left(at)).toEqual(OF_CALLS);
  });
});
