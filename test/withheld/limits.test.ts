/** The two days of retention: what moves them, what does not, and that a day lies between refusing and deleting. */

import { describe, expect, it } from 'vitest';
import { ManualClock } from '../../lab/manual-clock.ts';
import { Random } from '../../lab/random.ts';
import { createMemoryTables } from '../../src/adapters/memory/tables.ts';
import { toDateTime } from '../../src/language/date-time.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../src/language/milliseconds.ts';
import { StorageFailure } from '../../src/ports/storage.ts';
import { createStore } from '../../src/rows/store.ts';
import {
  confirmKeepDays,
  deletableBefore,
  limitsAfter,
  needsConfirmation,
  updateLimits,
} from '../../src/withheld/limits.ts';
import { firstDayKept, type Limits, NO_LIMITS, readWithheld } from '../../src/withheld/withheld.ts';
import { tenantId } from '../store/call-in-store.ts';

const NOON = new Date('2026-11-23T12:00:00Z');

function hoursLater(hours: number): Date {
  return new Date(NOON.getTime() + hours * HOUR_MS);
}

/** The limits after runs of the timer, hours after noon, with these KEEP_DAYS; all of them confirmed. */
function limitsAt(...runs: ReadonlyArray<readonly [hours: number, keepDays: number | undefined]>): Limits {
  return runs.reduce(
    (limits, [hours, keepDays]) => limitsAfter(limits, { keepDays, wouldDelete: false }, hoursLater(hours)),
    NO_LIMITS,
  );
}

describe('the limits of retention', () => {
  it('refuse at once what is older than KEEP_DAYS, and delete it a day later', () => {
    expect(limitsAt([0, 90])).toMatchObject({ refusedBefore: '2026-08-25', deletedBefore: undefined });
    expect(limitsAt([0, 90], [23.9, 90])).toMatchObject({
      refusedBefore: '2026-08-25',
      deletedBefore: undefined,
    });
    expect(limitsAt([0, 90], [24, 90])).toMatchObject({
      refusedBefore: '2026-08-26',
      deletedBefore: '2026-08-25',
    });
  });

  it('stay while nothing is to be kept for days only', () => {
    expect(limitsAt([0, undefined], [48, undefined])).toEqual(NO_LIMITS);
  });

  it('fall no further than to what is to be deleted when KEEP_DAYS becomes longer, and a day passes anew', () => {
    const before = limitsAt([0, 10], [24, 10]);
    const longer = limitsAfter(before, { keepDays: 12, wouldDelete: true }, hoursLater(25));
    expect(longer).toEqual({ ...before, keepDays: 12, refusedBefore: '2026-11-13' });
    expect(deletableBefore(longer, hoursLater(25))).toBe('2026-11-12');
    expect(limitsAfter(longer, { keepDays: 12, wouldDelete: true }, hoursLater(73))).toMatchObject({
      refusedBefore: '2026-11-14',
      deletedBefore: '2026-11-13',
    });
  });

  it('have kept again what was refused for less than a day, when a first number is corrected', () => {
    const mistyped = limitsAt([0, 3]);
    expect(mistyped.refusedBefore).toBe('2026-11-20');
    const corrected = limitsAfter(mistyped, { keepDays: 300, wouldDelete: true }, hoursLater(1));
    expect(corrected).toMatchObject({
      refusedBefore: firstDayKept(300, hoursLater(1)),
      deletedBefore: undefined,
      movedAt: toDateTime(hoursLater(1)),
    });
    const later = limitsAfter(corrected, { keepDays: 3, wouldDelete: false }, hoursLater(24.5));
    expect(later).toEqual({ ...corrected, keepDays: 3 });
  });

  it('refuse nothing any more that was not to be deleted once everything is kept', () => {
    expect(limitsAt([0, 3], [1, undefined])).toMatchObject({ refusedBefore: undefined });
    expect(limitsAt([0, 9], [24, 9], [48, 9], [49, undefined])).toMatchObject({
      refusedBefore: '2026-11-15',
      deletedBefore: '2026-11-15',
    });
  });

  it('delete nothing when KEEP_DAYS was mistyped, 9 for 90, and is corrected within the day, even if it was confirmed', () => {
    let limits = limitsAt([0, 9]);
    for (let hour = 1; hour < 24 * 100; hour += 1) {
      const now = hoursLater(hour);
      limits = limitsAfter(limits, { keepDays: 90, wouldDelete: true }, now);
      const deletable = deletableBefore(limits, now);
      const kept = toDateTime(new Date(now.getTime() - 90 * DAY_MS)).slice(0, 10);
      expect(deletable ?? '').not.toSatisfy((day: string) => day > kept);
    }
  });

  it('let nothing be deleted that a longer KEEP_DAYS keeps by now, though a shorter one had it deleted', () => {
    const limits = limitsAfter(
      limitsAt([0, 9], [24, 9]),
      { keepDays: 90, wouldDelete: true },
      hoursLater(25),
    );
    expect(limits.deletedBefore).toBe('2026-11-14');
    expect(deletableBefore(limits, hoursLater(25))).toBe('2026-08-26');
    expect(deletableBefore(limitsAt([0, 9], [24, 9], [25, undefined]), hoursLater(25))).toBeUndefined();
  });

  it('never delete what has not been refused for a day without a break, and take no deletion back, in 20,000 histories of settings and clocks', () => {
    const broken = Array.from({ length: 20_000 }, (_, seed) => seed).filter(isBroken);
    expect(broken).toEqual([]);
  });
});

/** How far the clocks of two runs may differ. */
const CLOCKS_DIFFER_MS = 5 * MINUTE_MS;

/**
 * Whether a day is deleted, by true time, that was not refused for the whole day before, or one that was deleted is not
 * refused any more; or one is not refused any more though the number of days did not grow.
 */
function isBroken(seed: number): boolean {
  const random = Random.seeded(seed);
  const history: Array<{ readonly at: number; readonly refusedBefore: string | undefined }> = [];
  let limits = NO_LIMITS;
  let time = NOON.getTime();
  for (let run = 0; run < 12; run += 1) {
    time += random.fraction() * 40 * HOUR_MS;
    const keepDays = random.fraction() < 0.2 ? undefined : 3 + Math.floor(random.fraction() * 5);
    const now = new Date(time + (random.fraction() - 0.5) * CLOCKS_DIFFER_MS);
    const next = limitsAfter(limits, { keepDays, wouldDelete: false }, now);
    const isLonger =
      limits.keepDays !== undefined && (keepDays ?? Number.POSITIVE_INFINITY) > limits.keepDays;
    if (isEarlier(next.refusedBefore, limits.refusedBefore) && !isLonger) return true;
    if (isEarlier(next.deletedBefore, limits.deletedBefore)) return true;
    if (isEarlier(next.refusedBefore, next.deletedBefore)) return true;
    if (next.deletedBefore !== limits.deletedBefore) {
      const unrefused = history.findLastIndex(({ refusedBefore }) =>
        isEarlier(refusedBefore, next.deletedBefore),
      );
      const refusedSince = history[unrefused + 1]?.at ?? time;
      if (time - refusedSince < DAY_MS - CLOCKS_DIFFER_MS) return true;
    }
    history.push({ at: time, refusedBefore: next.refusedBefore });
    limits = next;
  }
  return false;
}

function isEarlier(day = '', before = ''): boolean {
  return day < before;
}

describe('a first or smaller KEEP_DAYS', () => {
  it('waits for a confirmation when it would delete calls, and what applied before applies until then', () => {
    const wanted = { keepDays: 9, wouldDelete: true };
    expect(needsConfirmation(NO_LIMITS, wanted)).toBe(true);
    expect(limitsAfter(NO_LIMITS, wanted, NOON)).toEqual(NO_LIMITS);
    const smaller = limitsAfter(limitsAt([0, 90]), wanted, hoursLater(24));
    expect(smaller).toMatchObject({ keepDays: 90, refusedBefore: '2026-08-26', deletedBefore: '2026-08-25' });
  });

  it('applies at once when no call is that old, and when it is longer than before', () => {
    expect(needsConfirmation(NO_LIMITS, { keepDays: 9, wouldDelete: false })).toBe(false);
    expect(needsConfirmation(limitsAt([0, 90]), { keepDays: 91, wouldDelete: true })).toBe(false);
  });

  it('applies once an operator has confirmed so many days and no other, and has to be confirmed again after a longer one', async () => {
    const store = createStore({ tables: createMemoryTables(), tenantId, clock: new ManualClock(NOON) });
    const wanted = { keepDays: 9, wouldDelete: true };
    await confirmKeepDays(store, 90);
    expect(await updateLimits(store, wanted)).toMatchObject({ keepDays: undefined });
    await confirmKeepDays(store, 9);
    expect(await updateLimits(store, wanted)).toMatchObject({ keepDays: 9, confirmedDays: undefined });
    const longer = await updateLimits(store, { keepDays: 90, wouldDelete: true });
    expect(needsConfirmation(longer, wanted)).toBe(true);
  });

  it.each([
    ['applies within a day of its confirmation', 24, 9],
    ['has to be confirmed again where it comes later: it may have been unset and forgotten', 24.1, undefined],
    ['has to be confirmed again where a clock that was ahead noted it', -1, undefined],
  ])('%s', async (_, hours, keepDays) => {
    const clock = new ManualClock(NOON);
    const store = createStore({ tables: createMemoryTables(), tenantId, clock });
    await confirmKeepDays(store, 9);
    await updateLimits(store, { keepDays: undefined, wouldDelete: false });
    clock.advance({ minutes: hours * 60 });
    expect(await updateLimits(store, { keepDays: 9, wouldDelete: true })).toMatchObject({ keepDays });
  });

  it('counts for a day more where an operator confirms it again', async () => {
    const clock = new ManualClock(NOON);
    const store = createStore({ tables: createMemoryTables(), tenantId, clock });
    await confirmKeepDays(store, 9);
    clock.advance({ minutes: 20 * 60 });
    await confirmKeepDays(store, 9);
    clock.advance({ minutes: 20 * 60 });
    expect(await updateLimits(store, { keepDays: 9, wouldDelete: true })).toMatchObject({ keepDays: 9 });
  });
});

describe('limits that a clock has noted which was days ahead', () => {
  /** Two runs of a timer whose clock is ten days ahead, a day of that clock apart; then clocks are right. */
  async function movedAhead(keepDays: number) {
    const tables = createMemoryTables();
    const at = (hours: number) =>
      createStore({ tables, tenantId, clock: new ManualClock(hoursLater(hours)) });
    await updateLimits(at(0), { keepDays, wouldDelete: false });
    await updateLimits(at(10 * 24), { keepDays, wouldDelete: false });
    await updateLimits(at(11 * 24), { keepDays, wouldDelete: false });
    return { at, run: (hours: number) => updateLimits(at(hours), { keepDays, wouldDelete: false }) };
  }

  it.each([3, 30])(
    'have no call refused that a KEEP_DAYS of %i keeps, and none deleted',
    async (keepDays) => {
      const { at } = await movedAhead(keepDays);
      const { limits } = await readWithheld(at(1));
      expect(limits.refusedBefore).toBe(firstDayKept(keepDays, hoursLater(1)));
      expect(deletableBefore(limits, hoursLater(1))).toBeUndefined();
    },
  );

  it('are corrected by the next run, and delete again once what is refused was refused for a day', async () => {
    const { at, run } = await movedAhead(9);
    await run(1);
    const stored = await at(1).withheld.get('limits');
    expect(stored?.cells).toMatchObject({ RefusedBefore: { value: '2026-11-14' } });
    expect(stored?.cells.DeletedBefore).toBeUndefined();
    expect((await run(24)).deletedBefore).toBeUndefined();
    expect(await run(26)).toMatchObject({ refusedBefore: '2026-11-15', deletedBefore: '2026-11-14' });
  });

  it('count as little when only the day is wrong: no KEEP_DAYS lets calls of the last three days go', async () => {
    const { at } = await movedAhead(9);
    await at(1).withheld.merge('limits', { RefusedBefore: '2026-11-21', MovedAt: toDateTime(NOON) });
    expect((await readWithheld(at(1))).limits.refusedBefore).toBe('2026-11-14');
  });

  it('are told from those that a clock noted just after midnight, which is read just before it', async () => {
    const tables = createMemoryTables();
    const at = (time: string) => createStore({ tables, tenantId, clock: new ManualClock(time) });
    await updateLimits(at('2026-11-24T00:03:00Z'), { keepDays: 3, wouldDelete: false });
    const { limits } = await readWithheld(at('2026-11-23T23:56:00Z'));
    expect(limits.refusedBefore).toBe('2026-11-21');
  });
});

it('a limit that an operator has broken is an error, not a limit that lets everything pass', async () => {
  const tables = createMemoryTables();
  const store = createStore({ tables, tenantId, clock: new ManualClock(NOON) });
  const row = { partitionKey: tenantId, rowKey: 'limits' };
  await tables
    .table('Withheld')
    .upsert({ ...row, cells: { RefusedBefore: { type: 'String', value: 'May' } } });
  await expect(updateLimits(store, { keepDays: 9, wouldDelete: false })).rejects.toThrow(StorageFailure);
});
