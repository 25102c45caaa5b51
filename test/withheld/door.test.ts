/** The door: what may be kept, read once a minute. */

import { expect, it } from 'vitest';
import { ManualClock } from '../../lab/manual-clock.ts';
import { createMemoryTables } from '../../src/adapters/memory/tables.ts';
import { MINUTE_MS } from '../../src/language/milliseconds.ts';
import { StorageFailure } from '../../src/ports/storage.ts';
import { createStore } from '../../src/rows/store.ts';
import { createDoor } from '../../src/withheld/door.ts';
import { updateLimits } from '../../src/withheld/limits.ts';
import { EXCLUSION } from '../../src/withheld/withheld.ts';
import { tenantId } from '../store/call-in-store.ts';

function countedDoor(fault: () => void = () => undefined) {
  const clock = new ManualClock(new Date('2026-11-23T12:00:00Z'));
  const storage = createMemoryTables();
  let reads = 0;
  const tables = storage.seenThrough(({ operation, phase }) => {
    if (operation !== 'query' || phase !== 'before') return;
    reads += 1;
    fault();
  });
  const store = createStore({ tables, tenantId, clock });
  return { door: createDoor(store), store, clock, reads: () => reads };
}

it('is read with one request a minute, however many calls are opened meanwhile', async () => {
  const { door, store, clock, reads } = countedDoor();
  await Promise.all([door.read(), door.read()]);
  await updateLimits(store, { keepDays: 90, wouldDelete: false });
  expect((await door.read()).limits.refusedBefore).toBeUndefined();
  expect(reads()).toBe(1);
  clock.advance({ milliseconds: MINUTE_MS });
  expect((await door.read()).limits.refusedBefore).toBe('2026-08-25');
  expect(reads()).toBe(2);
});

it('tells the limits, the exclusions and the erasures apart', async () => {
  const { door, store } = countedDoor();
  await updateLimits(store, { keepDays: 90, wouldDelete: false });
  await store.withheld.upsert(`${EXCLUSION}one`, {});
  const { exclusions, erasures } = await door.read();
  expect(exclusions.map(({ row }) => row.rowKey)).toEqual(['exclusion_one']);
  expect(erasures).toEqual([]);
});

it('does not open while storage does not answer, and is asked again at once', async () => {
  let isDown = true;
  const { door } = countedDoor(() => {
    if (isDown) throw new StorageFailure('table Withheld: query: 503', { status: 503 });
  });
  await expect(door.read()).rejects.toThrow(StorageFailure);
  isDown = false;
  expect((await door.read()).limits.refusedBefore).toBeUndefined();
});
