/** What the hours of a period say together: a day is the sum of its hours. */

import { type DateTime, earlier, toDate, toDateTime } from '../language/date-time.ts';
import type { Day } from '../language/day.ts';
import { MINUTE_MS } from '../language/milliseconds.ts';
import type { CoverageValues } from '../tables/declarations/coverage.ts';
import {
  addCounts,
  boundsOf,
  type CoverageCounts,
  dayOfHour,
  type Hour,
  NOTHING_COUNTED,
} from './coverage.ts';

export interface CoverageSum extends CoverageCounts {
  readonly hours: number;
  /** Those of the hours that have never been listed to their end. */
  readonly hoursUnchecked: number;
  /** Those that Graph no longer lists although a check of them was due. */
  readonly hoursAgedOut: number;
  /** Since when the longest overdue of the hours should have been listed; undefined when none is due. */
  readonly overdueSince: DateTime | undefined;
}

export const NO_HOURS: CoverageSum = {
  ...NOTHING_COUNTED,
  hours: 0,
  hoursUnchecked: 0,
  hoursAgedOut: 0,
  overdueSince: undefined,
};

/** One hour more. */
export function addHour(sum: CoverageSum, hour: CoverageValues, now: Date): CoverageSum {
  return {
    ...addCounts(sum, countsOf(hour)),
    hours: sum.hours + 1,
    hoursUnchecked: sum.hoursUnchecked + (hour.CheckedAt === undefined ? 1 : 0),
    hoursAgedOut: sum.hoursAgedOut + (hour.AgedOutAt === undefined ? 0 : 1),
    overdueSince: earlier(sum.overdueSince, dueSince(hour, now)),
  };
}

/** The sum of the hours. */
export function sumHours(hours: Iterable<CoverageValues>, now: Date): CoverageSum {
  let sum = NO_HOURS;
  for (const hour of hours) sum = addHour(sum, hour, now);
  return sum;
}

/** An hour and what its row in Coverage says; empty counts are of an hour that has not been checked yet. */
export interface CountedHour {
  readonly hour: Hour;
  readonly values: CoverageValues;
}

/** What these hours have counted together. */
export function countsOfHours(hours: Iterable<CountedHour>): CoverageCounts {
  let sum = NOTHING_COUNTED;
  for (const { values } of hours) sum = addCounts(sum, countsOf(values));
  return sum;
}

/** What the hours of each day (UTC) say together, in the order in which the days first come. */
export function coverageByDay(hours: Iterable<CountedHour>): ReadonlyMap<Day, CoverageCounts> {
  const byDay = Map.groupBy(hours, ({ hour }) => dayOfHour(hour));
  return new Map([...byDay].map(([day, ofDay]) => [day, countsOfHours(ofDay)]));
}

/** Whether the latency window of an hour's calls was over when it was last checked: what it says then counts. */
export function hasLeftWindow({ hour, values }: CountedHour, windowMinutes: number): boolean {
  if (values.CheckedAt === undefined) return false;
  return toDate(values.CheckedAt).getTime() >= boundsOf(hour).to.getTime() + windowMinutes * MINUTE_MS;
}

/**
 * Stored ÷ listed, from 0 to 1; undefined where there was nothing to list. What the list hides counts as if it were
 * listed and not stored, so that an hour whose list hides calls is never whole.
 */
export function coverageRatio({ listed, stored, unlisted }: CoverageCounts): number | undefined {
  const known = listed + unlisted;
  return known === 0 ? undefined : stored / known;
}

function countsOf({ Listed, Stored, Fresh, Missing, GivenUp, Unlisted }: CoverageValues): CoverageCounts {
  return {
    listed: Listed ?? 0,
    stored: Stored ?? 0,
    fresh: Fresh ?? 0,
    missing: Missing ?? 0,
    givenUp: GivenUp ?? 0,
    unlisted: Unlisted ?? 0,
  };
}

/** Since when the hour should have been listed; undefined when it is not due. */
export function dueSince({ NextCheckAt }: CoverageValues, now: Date): DateTime | undefined {
  return NextCheckAt !== undefined && NextCheckAt <= toDateTime(now) ? NextCheckAt : undefined;
}
