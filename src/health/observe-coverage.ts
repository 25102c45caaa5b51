/** What the hours of Coverage say together. Their rows, 721 at most, come with one request. */

import { type DateTime, earlier, toDate, toDateTime } from '../language/date-time.ts';
import type { Day } from '../language/day.ts';
import { type CoverageCounts, NOTHING_COUNTED } from '../reconcile/coverage.ts';
import { readCoverage } from '../reconcile/coverage-rows.ts';
import { type CountedHour, countsOfHours, coverageByDay, hasLeftWindow } from '../reconcile/coverage-sum.ts';
import type { Store } from '../rows/store.ts';
import type { Observation } from './health.ts';

export interface ObservedCoverage {
  /** Hours whose check is due. */
  readonly hoursDue: number;
  /** Of the last 24 hours whose calls have left the latency window. */
  readonly settled: CoverageCounts;
  /** Of the last seven days, today's included, the earliest first. */
  readonly days: ReadonlyArray<{ readonly day: Day } & CoverageCounts>;
}

export const NO_COVERAGE: ObservedCoverage = { hoursDue: 0, settled: NOTHING_COUNTED, days: [] };

const DAYS_SHOWN = 7;
const HOURS_COUNTED = 24;

export async function observeCoverage(
  store: Store,
  latencyWindowMinutes: number,
): Promise<ObservedCoverage & Pick<Observation['reconcile'], 'oldestDueAt' | 'incompleteSince'>> {
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
