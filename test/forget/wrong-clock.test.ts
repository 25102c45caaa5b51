/** The timer forget on a computer whose clock is days off; storage, and everybody else, has the right time. */

import { expect, test } from 'vitest';
import { ManualClock } from '../../lab/manual-clock.ts';
import { createMemoryTables } from '../../src/adapters/memory/tables.ts';
import { systemRandom } from '../../src/adapters/system.ts';
import { forget } from '../../src/forget/forget.ts';
import { requestErasure } from '../../src/forget/request.ts';
import { toDateTime } from '../../src/language/date-time.ts';
import { silentLog } from '../../src/logs/log.ts';
import { createStore } from '../../src/rows/store.ts';
import { readStatus } from '../../src/status/pipeline-status.ts';
import { createDoor } from '../../src/withheld/door.ts';
import { readWithheld } from '../../src/withheld/withheld.ts';
import { store as storeCall, tenantId, usersIndexed } from '../store/call-in-store.ts';

const BEN = 'ben-0000001';
const DAY_MINUTES = 24 * 60;

async function asked() {
  const right = new ManualClock('2026-11-24T09:00:00Z');
  const tables = createMemoryTables({ now: () => right.now() });
  const workingBy = (clock: ManualClock) => {
    const store = createStore({ tables, tenantId, clock });
    return { store, random: systemRandom, door: createDoor(store), log: silentLog };
  };
  const working = workingBy(right);
  await storeCall(tables, { participants: ['ada', BEN] });
  await requestErasure(working.store, systemRandom, [BEN]);
  const off = (days: number) =>
    workingBy(new ManualClock(new Date(right.now().getTime() + days * DAY_MINUTES * 60_000)));
  const erasure = async () => (await readWithheld(working.store)).erasures[0]?.values;
  return { right, tables, working, off, erasure };
}

test.each([10, -10])(
  'a clock that is off by %i days begins no pass, and says so at the time of storage',
  async (days) => {
    const { right, tables, working, off, erasure } = await asked();
    right.advance({ minutes: 30 });
    const before = await erasure();
    await expect(forget(off(days))).rejects.toThrow(/10 days (ahead of|behind) that of storage/);
    expect(await erasure()).toEqual(before);
    expect(usersIndexed(tables)).toContain(BEN);
    const status = await readStatus(working.store, 'forget');
    expect(status.LastFailureAt).toBe(toDateTime(right.now()));
    expect(status.LastFailure).toContain('WrongClock');
  },
);

test('a clock that is ahead clears no ids while Graph may still bring the person back', async () => {
  const { right, working, off, erasure } = await asked();
  for (let hour = 0; hour < 3; hour += 1) {
    right.advance({ minutes: 60 });
    await forget(working);
  }
  expect((await erasure())?.FinishedAt).toBeDefined();
  await expect(forget(off(40))).rejects.toThrow('40 days ahead of');
  expect((await erasure())?.Ids).toBe(JSON.stringify([BEN]));
  right.advance({ minutes: 32 * DAY_MINUTES });
  await forget(working);
  expect(await erasure()).toMatchObject({ IdsClearedAt: toDateTime(right.now()) });
  // Nothing is left to do: no clock is compared.
  await forget(off(10));
});
