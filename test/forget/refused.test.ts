import { expect, test } from 'vitest';
import { firstVersion, readingOf, TENANT_ID } from '../../lab/exploration/call-versions.ts';
import { ManualClock } from '../../lab/manual-clock.ts';
import { createMemoryTables } from '../../src/adapters/memory/tables.ts';
import { systemRandom } from '../../src/adapters/system.ts';
import { forget } from '../../src/forget/forget.ts';
import { requestErasure } from '../../src/forget/request.ts';
import { silentLog } from '../../src/logs/log.ts';
import { createStore } from '../../src/rows/store.ts';
import { storeCallRecord } from '../../src/store/store-call-record.ts';
import { createDoor } from '../../src/withheld/door.ts';
import { confirmKeepDays, updateLimits } from '../../src/withheld/limits.ts';
import { NOTHING_WITHHELD, readWithheld } from '../../src/withheld/withheld.ts';
import { everythingIn } from './held.ts';

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

test('a call that retention has yet to delete is not counted as stored again', async () => {
  const tables = createMemoryTables();
  const clock = new ManualClock('2026-11-24T09:00:00Z');
  const store = createStore({ tables, tenantId: TENANT_ID, clock });
  const options = { rewrite: false, attemptedBefore: false, withheld: NOTHING_WITHHELD };
  await storeCallRecord(store, systemRandom, readingOf({ ...firstVersion, users: ['ben', ID] }), options);
  for (const days of [20, 2]) {
    clock.advance({ minutes: days * 24 * 60 });
    await updateLimits(store, { keepDays: 9, wouldDelete: false });
  }
  await requestErasure(store, systemRandom, [ID]);
  for (let hour = 1; hour <= 3; hour += 1) {
    clock.advance({ minutes: 60 });
    await forget({ store, random: systemRandom, door: createDoor(store), log: silentLog });
  }
  expect((await readWithheld(store)).erasures[0]?.values).toMatchObject({ Calls: 0 });
});
