/**
 * Moves the two days of retention. Between refusing a call and deleting it lies a day, whatever is set meanwhile: by then
 * nothing writes rows any more that was begun before the call was refused.
 */

import { toDate, toDateTime } from '../language/date-time.ts';
import type { Day } from '../language/day.ts';
import { DAY_MS } from '../language/milliseconds.ts';
import type { Store } from '../rows/store.ts';
import type { WithheldValues } from '../tables/declarations/withheld.ts';
import {
  believedLimits,
  firstDayKept,
  LIMITS,
  type Limits,
  limitsIn,
  NO_LIMITS,
  valuesOfRow,
} from './withheld.ts';

/** What a move follows. */
export interface Wanted {
  /** The setting KEEP_DAYS; undefined: for ever. */
  readonly keepDays: number | undefined;
  /** Whether calls stand before the first day that it keeps. */
  readonly wouldDelete: boolean;
}

/** Whether an operator has to agree first: a first or smaller number of days would delete calls. */
export function needsConfirmation(limits: Limits, { keepDays, wouldDelete }: Wanted): boolean {
  if (keepDays === undefined || !wouldDelete || limits.confirmedDays === keepDays) return false;
  return limits.keepDays === undefined || keepDays < limits.keepDays;
}

/** The limits as they are from now on. What waits to be confirmed leaves those that applied before. */
export function limitsAfter(limits: Limits, wanted: Wanted, now: Date): Limits {
  if (needsConfirmation(limits, wanted)) return moved(limits, now);
  const { keepDays } = wanted;
  const confirmedDays = keepDays === undefined ? limits.confirmedDays : undefined;
  const isLonger = limits.keepDays !== undefined && (keepDays === undefined || keepDays > limits.keepDays);
  const next = { ...limits, keepDays, confirmedDays };
  return moved(isLonger ? takenBack(next, now) : next, now);
}

/**
 * What a shorter number had refused is kept again, as far as it was not to be deleted yet. A time is noted only where
 * something stays refused that was not deleted: the day between the two begins anew.
 */
function takenBack(limits: Limits, now: Date): Limits {
  const { keepDays, refusedBefore, deletedBefore } = limits;
  const first = keepDays === undefined ? undefined : firstDayKept(keepDays, now);
  const isKept = first !== undefined && (deletedBefore === undefined || first > deletedBefore);
  const stillRefused = isKept ? first : deletedBefore;
  if (refusedBefore === undefined || (stillRefused !== undefined && stillRefused >= refusedBefore))
    return limits;
  return {
    ...limits,
    refusedBefore: stillRefused,
    movedAt: isKept ? toDateTime(now) : limits.movedAt,
  };
}

/** At most once in 24 hours, both at once, and never to an earlier day. */
function moved(limits: Limits, now: Date): Limits {
  const { keepDays, refusedBefore, movedAt } = limits;
  if (keepDays === undefined) return limits;
  const first = firstDayKept(keepDays, now);
  if (refusedBefore !== undefined && first <= refusedBefore) return limits;
  if (movedAt !== undefined && now.getTime() - toDate(movedAt).getTime() < DAY_MS) return limits;
  return { ...limits, refusedBefore: first, deletedBefore: refusedBefore, movedAt: toDateTime(now) };
}

/**
 * The calls that started before this day may be deleted now; undefined when none may. What KEEP_DAYS keeps by now stays
 * also where an earlier one had it refused.
 */
export function deletableBefore({ deletedBefore, keepDays }: Limits, now: Date): Day | undefined {
  return earlierThanKept(deletedBefore, keepDays, now);
}

/**
 * The calls that started before this day are gone or will go, and readers count them as gone; undefined where all stay. It
 * is no later than the day before which calls are refused: a longer KEEP_DAYS keeps what an earlier one had refused.
 */
export function notKeptBefore({ refusedBefore, keepDays }: Limits, now: Date): Day | undefined {
  return earlierThanKept(refusedBefore, keepDays, now);
}

function earlierThanKept(day: Day | undefined, keepDays: number | undefined, now: Date): Day | undefined {
  if (day === undefined || keepDays === undefined) return undefined;
  const first = firstDayKept(keepDays, now);
  return first < day ? first : day;
}

/** Brings the stored limits up to date, and corrects them where no clock believes them. Resolves with them. */
export async function updateLimits(store: Store, wanted: Wanted): Promise<Limits> {
  const now = store.clock.now();
  return await change(store, (limits) => limitsAfter(believedLimits(limits, now), wanted, now));
}

/** An operator agrees to keep so many days only. It applies once KEEP_DAYS says the same within a day. */
export async function confirmKeepDays(store: Store, days: number): Promise<void> {
  const confirmedAt = toDateTime(store.clock.now());
  await change(store, (limits) => ({ ...limits, confirmedDays: days, confirmedAt }));
}

async function change(store: Store, decide: (limits: Limits) => Limits): Promise<Limits> {
  return await store.withheld.update<Limits>(LIMITS, (row) => {
    const limits = row === undefined ? NO_LIMITS : limitsIn(valuesOfRow(store, row));
    const next = decide(limits);
    return isSame(next, limits) ? { result: limits } : { write: valuesOf(next), result: next };
  });
}

function isSame(a: Limits, b: Limits): boolean {
  return (Object.keys(NO_LIMITS) as Array<keyof Limits>).every((name) => a[name] === b[name]);
}

function valuesOf(limits: Limits): WithheldValues {
  return {
    RefusedBefore: limits.refusedBefore,
    DeletedBefore: limits.deletedBefore,
    MovedAt: limits.movedAt,
    KeepDays: limits.keepDays,
    ConfirmedDays: limits.confirmedDays,
    ConfirmedAt: limits.confirmedAt,
  };
}
