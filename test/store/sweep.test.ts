/** Old generations go, also when another sweep deletes them at the same time, and whatever stands beside them. */

import { expect, test } from 'vitest';
import { createMemoryTables, type MemoryTables } from '../../src/adapters/memory/tables.ts';
import { settle } from '../../src/store/settle.ts';
import { childTableNames } from '../../src/tables/declarations/index.ts';
import { NOTHING_WITHHELD } from '../../src/withheld/withheld.ts';
import { callId, inStore, once, readingOf, rowsOf, store, tenantId, valuesOf } from './call-in-store.ts';

/** Of the call's rows, those that its head does not point to. */
function supersededRows(storage: MemoryTables) {
  const { Generation } = valuesOf(storage.rows('CallRecords')[0]);
  return childTableNames
    .flatMap((table) => rowsOf(storage, table))
    .filter((row) => row.Generation !== Generation);
}

test('two deliveries that settle one meeting of thousands in step both succeed, and leave one version', async () => {
  const storage = createMemoryTables();
  const participants = Array.from({ length: 3_000 }, (_, index) => `user ${index}`);
  await store(storage, { participants });
  const dying = once(storage, { table: 'Participants', operation: 'query', phase: 'before' }, () => {
    throw new Error('the process ended');
  });
  const second = { version: 2, participants };
  await expect(store(dying, second, { attemptedBefore: true })).rejects.toThrow('ended');
  expect(supersededRows(storage)).toHaveLength(participants.length + 1);

  let batches = 0;
  const tables = storage.seenThrough(async ({ table, operation, phase }) => {
    if (table === 'Participants' && operation === 'batch' && phase === 'before') batches += 1;
    await Promise.resolve();
  });
  const readingStart = readingOf(second).record.startDateTime;
  const starts = { firstStartDateTime: readingStart, readingStart };
  const call = { callId, ...starts, attemptedBefore: true, withheld: NOTHING_WITHHELD };
  await Promise.all([settle(inStore(tables), call), settle(inStore(tables), call)]);
  expect(supersededRows(storage)).toEqual([]);
  expect(rowsOf(storage, 'Participants')).toHaveLength(participants.length);
  // One alone sends 30 batches of 100: they did meet.
  expect(batches).toBeGreaterThan(30);
});

test.each([
  ['that says nothing of versions', { Note: { type: 'String', value: 'ask Ada' } }],
  ['with a generation of its own type', { Generation: { type: 'Int32', value: 1 } }],
] as const)(
  'a row %s, added beside a call by hand, stays, and new versions settle all the same',
  async (_how, cells) => {
    const storage = createMemoryTables();
    await store(storage, { callers: ['ada'] });
    const note = { partitionKey: callId, rowKey: `${tenantId}_note`, cells };
    await storage.table('Participants').upsert(note);
    expect(await store(storage, { version: 2, callers: ['ada'] })).toBe('stored');
    expect(supersededRows(storage)).toEqual([]);
    expect(storage.rows('Participants')).toContainEqual(expect.objectContaining(note));
  },
);
