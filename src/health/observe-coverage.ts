/** What the hours of Coverage say together. Their rows, 721 at most, come with one request. */

import { type DateTime, earlier, toDate, toDateTime } from '../language/date-time.ts';
import { readCoverage } from '../reconcile/coverage-rows.ts';
import { type CountedHour, countsOfHours, coverageByDay, hasLeftWindow } from '../reconcile/coverage-sum.ts';
import type { Store } from '../rows/store.ts';
import type { ObservedCoverage, OfTables } from './observation.ts';

const DAYS_SHOWN = 7;
const HOURS_COUNTED = 24;

export async function observeCoverage(
  store: Store,
  latencyWindowMinutes: number,
): Promise<ObservedCoverage & Pick<OfTables['reconcile'], 'oldestDueAt' | 'incompleteSince'>> {
  const hours = await readCoverage(store);
  const now = toDateTime(store.clock.now());
  const due = hours.flatMap(({ values: { NextCheckAt } }) =>
    NextCheckAt !== undefined && NextCheckAt <= now ? [NextCheckAt] : [],
  );
  const past = hours.filter((hour) => hasLeftWindow(hour, latencyWindowMinutes));
  const days = [...coverageByDay(hours)].map(([day, counts]) => ({ day, ...counts }));
  return {
    hoursDue: due.length,
    oldestDueAt: earliest(due),
    incompleteSince: earliest(hours.filter(staysIncomplete).map(({ values }) => values.IncompleteSince)),
    settled: countsOfHours(past.slice(-HOURS_COUNTED)),
    days: days.slice(-DAYS_SHOWN),
  };
}

/** Whether a later check has found calls missing again. */
function staysIncomplete({ values }: CountedHour): boolean {
  const { IncompleteSince, CheckedAt } = values;
  return IncompleteSince !== undefined && CheckedAt !== undefined && CheckedAt > IncompleteSince;
}

function earliest(instants: ReadonlyArray<DateTime | undefined>): Date | undefined {
  const first = instants.reduce(earlier, undefined);
  return first === undefined ? undefined : toDate(first);
}
