/** What the hours of Coverage say together. Their rows, 721 while reconcile runs, come with one request. */

import { earliestOf, latestOf, toDate, toDateTime } from '../language/date-time.ts';
import { MINUTE_MS } from '../language/milliseconds.ts';
import { firstHourToNote } from '../reconcile/aged-out-hours.ts';
import { earliestListableHour } from '../reconcile/coverage.ts';
import { type CoveredHour, readCoverage } from '../reconcile/coverage-rows.ts';
import { type CountedHour, countsOfHours, coverageByDay, hasLeftWindow } from '../reconcile/coverage-sum.ts';
import type { Store } from '../rows/store.ts';
import { FLOW_NOTED_EVERY_MS } from '../status/pipeline-status.ts';
import type { PipelineStatusValues } from '../tables/declarations/pipeline-status.ts';
import type { FailingHour, ObservedCoverage, OfTables } from './observation.ts';

const DAYS_SHOWN = 7;
const HOURS_COUNTED = 24;

interface ObservedHours {
  readonly coverage: ObservedCoverage;
  readonly reconcile: Omit<OfTables['reconcile'], 'succeededAt' | 'refusedAs' | 'agedOut'>;
}

export async function observeHours(
  store: Store,
  latencyWindowMinutes: number,
  { reconcile, lastStoredAt }: { reconcile: PipelineStatusValues; lastStoredAt: Date | undefined },
): Promise<ObservedHours> {
  const instant = store.clock.now();
  const now = toDateTime(instant);
  // After a standstill hours are due that Graph no longer lists, until reconcile has noted them.
  const rows = await readCoverage(store, firstHourToNote(reconcile));
  const listable = earliestListableHour(instant);
  const hours = rows.filter(({ hour, values }) => hour >= listable && values.ExpiredAt === undefined);
  const due = rows.flatMap(({ values: { NextCheckAt } }) =>
    NextCheckAt !== undefined && NextCheckAt <= now ? [NextCheckAt] : [],
  );
  const lastPast = hours
    .toReversed()
    .values()
    .filter((hour) => hasLeftWindow(hour, latencyWindowMinutes))
    .take(HOURS_COUNTED);
  const days = [...coverageByDay(hours)].map(([day, counts]) => ({ day, ...counts }));
  return {
    coverage: {
      hoursDue: due.length,
      settled: countsOfHours(lastPast),
      days: days.slice(-DAYS_SHOWN),
    },
    reconcile: {
      oldestDueAt: earliestOf(due),
      lastCheckedAt: latestOf(hours.map(({ values }) => values.CheckedAt)),
      failingHour: longestFailing(hours),
      incompleteSince: earliestOf(hours.filter(staysIncomplete).map(({ values }) => values.IncompleteSince)),
      missingSinceStored: missingSince(hours, lastStoredAt, instant),
      unlisted: countsOfHours(hours).unlisted,
    },
  };
}

/** What a check has made pending may be stored before its hour says that it was missing. */
const FETCHED_WITHIN_MS = 5 * MINUTE_MS;

function missingSince(hours: ReadonlyArray<CountedHour>, lastStoredAt: Date | undefined, now: Date): number {
  // What is noted of the last record can be a minute old.
  const storedUntil = toDateTime(new Date((lastStoredAt?.getTime() ?? 0) + FLOW_NOTED_EVERY_MS));
  const fetchedUntil = toDateTime(new Date(now.getTime() - FETCHED_WITHIN_MS));
  const { missing, givenUp } = countsOfHours(
    hours.filter(
      ({ values: { CheckedAt } }) =>
        CheckedAt !== undefined && CheckedAt > storedUntil && CheckedAt <= fetchedUntil,
    ),
  );
  return missing - givenUp;
}

/** Whether a later check has found calls missing again. */
function staysIncomplete({ values: { IncompleteSince, CheckedAt } }: CountedHour): boolean {
  return IncompleteSince !== undefined && CheckedAt !== undefined && CheckedAt > IncompleteSince;
}

function longestFailing(hours: ReadonlyArray<CoveredHour>): FailingHour | undefined {
  const failing = hours.flatMap(({ hour, values: { FailingSince, LastError } }) =>
    FailingSince === undefined ? [] : [{ hour, since: toDate(FailingSince), lastError: LastError }],
  );
  return failing.sort((a, b) => a.since.getTime() - b.since.getTime())[0];
}
