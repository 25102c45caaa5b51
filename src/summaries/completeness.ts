/** How much of what Graph lists of a period is stored. */

import type { Day } from '../language/day.ts';
import { type Hour, hourOf, hoursFrom, NOTHING_COUNTED } from '../reconcile/coverage.ts';
import { readCoverage } from '../reconcile/coverage-rows.ts';
import { coverageByDay, dueSince, sumHours } from '../reconcile/coverage-sum.ts';
import type { Store } from '../rows/store.ts';

export interface Completeness {
  readonly stored: number;
  /** What Graph lists, and what its list hides. */
  readonly known: number;
  /** Hours whose list may have changed: never read to its end, due to be read again, or gone before it was. */
  readonly hoursOpen: number;
  /** Calls in the summaries beyond what Graph is known to have: the next lists will tell. */
  readonly callsBeyond: number;
  /** At least so many stored calls are in no summary yet, of days that have one. */
  readonly callsBehind: number;
}

/** Sums the hours of some days up, until the one under way; `callsByDay` are the calls in their summaries, where these are shown. */
export async function readCompleteness(
  store: Store,
  { from, to }: { readonly from: Day; readonly to: Day },
  callsByDay: ReadonlyMap<Day, number> = new Map(),
): Promise<Completeness> {
  const now = store.clock.now();
  const first = `${from}T00` as Hour;
  const last = [`${to}T23` as Hour, hourOf(now)].sort()[0] as Hour;
  const hours = (await readCoverage(store, first)).filter(({ hour }) => hour <= last);
  const { listed, stored, unlisted } = sumHours(
    hours.map(({ values }) => values),
    now,
  );
  const closed = hours.filter(
    ({ values }) =>
      values.CheckedAt !== undefined && values.AgedOutAt === undefined && dueSince(values, now) === undefined,
  );
  const byDay = coverageByDay(hours);
  let callsBeyond = 0;
  let callsBehind = 0;
  for (const [day, calls] of callsByDay) {
    const counts = byDay.get(day) ?? NOTHING_COUNTED;
    callsBeyond += Math.max(0, calls - counts.listed - counts.unlisted);
    callsBehind += Math.max(0, counts.stored - calls);
  }
  return {
    stored,
    known: listed + unlisted,
    hoursOpen: [...hoursFrom(first, last)].length - closed.length,
    callsBeyond,
    callsBehind,
  };
}
