/** Calls that retention does not keep any more: nothing of them is stored, and what may be left of them is listed. */

import { describe, expect, it } from 'vitest';
import { createMemoryTables, type MemoryTables } from '../../src/adapters/memory/tables.ts';
import { toDateTime } from '../../src/language/date-time.ts';
import type { Day } from '../../src/language/day.ts';
import type { Tables } from '../../src/ports/storage.ts';
import { readHead } from '../../src/store/head.ts';
import { settle } from '../../src/store/settle.ts';
import { childTableNames } from '../../src/tables/declarations/index.ts';
import { headKey } from '../../src/tables/keys.ts';
import { NO_LIMITS, NOTHING_WITHHELD, type Withheld } from '../../src/withheld/withheld.ts';
import { callId, inStore, once, rowsOf, store, tenantId, usersIndexed, watched } from './call-in-store.ts';

/** What may be kept when calls that started before the day are refused. */
function keptFrom(day: string): Withheld {
  return { ...NOTHING_WITHHELD, limits: { ...NO_LIMITS, refusedBefore: day as Day } };
}

const dying = (storage: MemoryTables, table: 'CallRecords' | 'CallsByDay') =>
  once(storage, { table, operation: table === 'CallRecords' ? 'insert' : 'upsert', phase: 'before' }, () => {
    throw new Error('the process ended');
  });

const expired = { withheld: keptFrom('2026-11-24') };

describe('a call that started before the days that are kept', () => {
  it('is not stored: the first attempt at it reads the head and writes nothing', async () => {
    const { storage, tables, requests } = watched();
    expect(await store(tables, {}, expired)).toBe('expired');
    expect(requests.map(({ table, operation }) => `${operation} ${table}`)).toEqual(['get CallRecords']);
    expect(storage.rows('CallsByDay')).toEqual([]);
  });

  it('is stored while the day of its start is kept', async () => {
    expect(await store(createMemoryTables(), {}, { withheld: keptFrom('2026-11-23') })).toBe('stored');
  });

  it('is listed where an attempt that was ended has left rows, so that retention finds them', async () => {
    const storage = createMemoryTables();
    await expect(store(dying(storage, 'CallRecords'))).rejects.toThrow('ended');
    expect(childTableNames.some((table) => rowsOf(storage, table).length > 0)).toBe(true);
    expect(await store(storage, {}, { ...expired, attemptedBefore: true })).toBe('expired');
    expect(rowsOf(storage, 'CallsByDay')).toEqual([
      { CallId: callId, FirstStartDateTime: '2026-11-23T09:00:00.0000000Z' },
    ]);
  });

  it('is listed as its head says when the attempt that committed it did not settle it', async () => {
    const storage = createMemoryTables();
    await expect(store(dying(storage, 'CallsByDay'))).rejects.toThrow('ended');
    expect(await store(storage, {}, { ...expired, attemptedBefore: true })).toBe('expired');
    expect(rowsOf(storage, 'CallsByDay')).toMatchObject([{ Version: 1n }]);
    expect(usersIndexed(storage)).toEqual([]);
  });

  it('keeps the version that is stored, whatever comes later, also a start that moves to a day that is kept', async () => {
    const storage = createMemoryTables();
    await store(storage, { start: '2026-11-23T23:59:58Z' });
    const before = rowsOf(storage, 'CallRecords');
    const later = { version: 2, start: '2026-11-24T00:00:02Z' };
    expect(await store(storage, later, { ...expired, rewrite: true })).toBe('expired');
    expect(rowsOf(storage, 'CallRecords')).toEqual(before);
  });
});

describe('settling', () => {
  const firstStartDateTime = toDateTime(new Date('2026-11-23T09:00:00Z'));

  async function settled(tables: Tables, withheld: Withheld) {
    const starts = { firstStartDateTime, readingStart: firstStartDateTime };
    await settle(inStore(tables), { callId, ...starts, attemptedBefore: true, withheld });
  }

  it('a call whose head is gone lists it and ends, and writes no hint', async () => {
    const storage = createMemoryTables();
    await settled(storage, NOTHING_WITHHELD);
    expect(rowsOf(storage, 'CallsByDay')).toEqual([
      { CallId: callId, FirstStartDateTime: firstStartDateTime },
    ]);
    expect(usersIndexed(storage)).toEqual([]);
  });

  it('a call whose head is deleted meanwhile does the same', async () => {
    const storage = createMemoryTables();
    await store(storage);
    const head = await readHead(inStore(storage), callId);
    const tables = once(storage, { table: 'CallsByUser', operation: 'upsert', phase: 'after' }, async () => {
      await storage.table('CallRecords').delete(headKey(tenantId, callId), head?.etag);
      await storage
        .table('CallsByDay')
        .delete(storage.rows('CallsByDay')[0] ?? { partitionKey: '', rowKey: '' });
    });
    await settled(tables, NOTHING_WITHHELD);
    expect(rowsOf(storage, 'CallsByDay')).toEqual([
      { CallId: callId, FirstStartDateTime: firstStartDateTime },
    ]);
  });

  it('a call that is not kept any more writes its row in CallsByDay and no hint', async () => {
    const storage = createMemoryTables();
    await expect(store(dying(storage, 'CallsByDay'))).rejects.toThrow('ended');
    await settled(storage, expired.withheld);
    expect(rowsOf(storage, 'CallsByDay')).toMatchObject([{ Version: 1n }]);
    expect(usersIndexed(storage)).toEqual([]);
  });
});
