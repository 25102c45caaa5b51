/** An operator has hours of start times listed again: reconcile does so within minutes, and fetches what is missing. */

import { type DateTime, toDateTime } from '../language/date-time.ts';
import type { Store } from '../rows/store.ts';
import { type Hour, hoursFrom } from './coverage.ts';
import { readCoverage } from './coverage-rows.ts';

/** What a backfill will do. */
export interface BackfillPlan {
  readonly hours: ReadonlyArray<{ readonly hour: Hour; readonly NextCheckAt: DateTime }>;
  /** Hours of the period that had no row. */
  readonly added: number;
  /** Hours after the period that reconcile then adds by itself: it leaves no hole before the earliest it had. */
  readonly between: number;
}

/**
 * Plans to list all hours from one to another, both included. Hours that are due already keep their place in the
 * order. Undefined while Coverage is empty: reconcile must have written its first hours before, because it never goes
 * back behind the earliest one that it finds.
 */
export async function planBackfill(
  store: Store,
  { first, last }: { readonly first: Hour; readonly last: Hour },
): Promise<BackfillPlan | undefined> {
  const now = store.clock.now();
  const due = toDateTime(now);
  const covered = await readCoverage(store);
  const [earliest] = covered;
  if (earliest === undefined) return undefined;
  const known = new Map(covered.map(({ hour, values }) => [hour, values]));
  const hours = [...hoursFrom(first, last)].map((hour) => {
    const planned = known.get(hour)?.NextCheckAt;
    return { hour, NextCheckAt: planned !== undefined && planned < due ? planned : due };
  });
  const behind = [...hoursFrom(last, earliest.hour)].slice(1, -1);
  return {
    hours,
    added: hours.filter(({ hour }) => !known.has(hour)).length,
    between: behind.length,
  };
}

/** Makes the planned hours due, and begins again what is half checked. Done again after a failure, it does no harm. */
export async function backfill({ coverage }: Store, { hours }: BackfillPlan): Promise<void> {
  // The earliest first, as reconcile does: an end between leaves no hole behind.
  await coverage.writeAll(
    'merge',
    hours.map(({ hour, NextCheckAt }) => ({ rowKey: hour, values: { NextCheckAt, Cursor: '' } })),
  );
}
