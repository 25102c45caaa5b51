import { describe, expect, test } from 'vitest';
import { ManualClock } from '../../lab/manual-clock.ts';
import { createMemoryTables, type MemoryTables } from '../../src/adapters/memory/tables.ts';
import { toDateTime } from '../../src/language/date-time.ts';
import type { Tables } from '../../src/ports/storage.ts';
import { createStore } from '../../src/rows/store.ts';
import type { Cell } from '../../src/tables/cell.ts';
import { callId, tenantId, valuesOf } from '../store/call-in-store.ts';

const text = (value: string): Cell => ({ type: 'String', value });
const key = { partitionKey: tenantId, rowKey: callId };
const DUE = '2026-11-23T09:00:00.0000000Z';
const waiting = { State: text('waiting'), NextAttemptAt: { type: 'DateTime', value: DUE } } as const;

function pendingIn(tables: Tables) {
  return createStore({ tables, tenantId, clock: new ManualClock() }).pending;
}

/** Counts attempts: what is read decides what is written. */
function addAttempt(tables: Tables): Promise<number> {
  const pending = pendingIn(tables);
  return pending.update(callId, (row) => {
    const before = row && pending.valuesIn(row);
    if (before === undefined) return { result: 0 };
    const Attempt = (before.Attempt ?? 0) + 1;
    return { write: { ...before, Attempt }, result: Attempt };
  });
}

async function stored(cells: Readonly<Record<string, Cell>>): Promise<MemoryTables> {
  const tables = createMemoryTables();
  await tables.table('PendingCallRecords').insert({ ...key, cells });
  return tables;
}

describe('an update of a row', () => {
  test('is decided anew when another writer changed the row after it was read', async () => {
    const tables = await stored(waiting);
    const results = await Promise.all(Array.from({ length: 5 }, () => addAttempt(tables)));
    expect([...results].sort()).toEqual([1, 2, 3, 4, 5]);
    expect(valuesOf(tables.rows('PendingCallRecords')[0]).Attempt).toBe(5);
  });

  test('that decides to write nothing leaves the row as it is', async () => {
    const tables = createMemoryTables();
    expect(await addAttempt(tables)).toBe(0);
    expect(tables.rows('PendingCallRecords')).toEqual([]);
  });

  test('ends with an error when other writers never let it through', async () => {
    const tables = await stored(waiting);
    const disturbed = tables.seenThrough(async ({ operation, phase }) => {
      if (operation === 'replace' && phase === 'before') await addAttempt(tables);
    });
    await expect(addAttempt(disturbed)).rejects.toThrow('kept changing while it was written');
  });

  test('leaves columns that the table does not declare, and takes away declared ones without a value', async () => {
    const tables = await stored({
      ...waiting,
      LastError: text('refused'),
      Note: text('asked support'),
      toString: text('mine'),
    });
    const write = { State: 'waiting', NextAttemptAt: toDateTime(new Date(DUE)) };
    await pendingIn(tables).update(callId, () => ({ write, result: undefined }));
    expect(Object.keys(valuesOf(tables.rows('PendingCallRecords')[0])).sort()).toEqual(
      ['NextAttemptAt', 'Note', 'State', 'toString'].sort(),
    );
  });
});

test('a change of some cells leaves the others, even those that cannot be read, and gives way to another writer', async () => {
  const tables = await stored({ ...waiting, Attempt: text('three') });
  const pending = pendingIn(tables);
  const row = await pending.get(callId);
  if (row === undefined) throw new Error('no row');
  expect(await pending.change(row, { State: 'unavailable' })).toBeDefined();
  expect(await pending.change(row, { State: 'waiting' })).toBeUndefined();
  expect(valuesOf(tables.rows('PendingCallRecords')[0])).toMatchObject({
    State: 'unavailable',
    Attempt: 'three',
  });
});
