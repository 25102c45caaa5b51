/** The rows of Coverage: the work list of reconcile, one row for each hour of start times. */

import { toDateTime } from '../language/date-time.ts';
import { DAY_MS } from '../language/milliseconds.ts';
import { isBelievable } from '../ports/clock.ts';
import type { Store } from '../rows/store.ts';
import type { StoredRow } from '../tables/cell.ts';
import { type CoverageValues, coverage } from '../tables/declarations/coverage.ts';
import { valuesIn } from '../tables/table.ts';
import {
  boundsOf,
  earliestListableHour,
  firstCheckAt,
  type Hour,
  hourOf,
  hoursFrom,
  parseHour,
} from './coverage.ts';

/** An hour as its row stands. */
export interface CoveredHour {
  readonly hour: Hour;
  readonly row: StoredRow;
  readonly values: CoverageValues;
}

/** The hours of which Graph may still show a call, or those from another one on and up to one, in order. */
export async function readCoverage(
  { coverage, clock }: Store,
  from?: Hour,
  to?: Hour,
): Promise<ReadonlyArray<CoveredHour>> {
  const now = clock.now();
  const hours: Array<CoveredHour> = [];
  for await (const page of coverage.query({
    rowKeyFrom: from ?? earliestListableHour(now),
    ...(to === undefined ? {} : { rowKeyBefore: hourOf(boundsOf(to).to) }),
  })) {
    for (const row of page) {
      const hour = parseHour(row.rowKey);
      if (hour !== undefined) hours.push({ hour, row, values: coverageValues(row, now) });
    }
  }
  return hours;
}

/** The first hour that the pipeline was to list; undefined while there is none. */
export async function readFirstHour({ coverage }: Store): Promise<Hour | undefined> {
  for await (const page of coverage.query({ rowsOfPage: 1, select: [] })) {
    const hour = page[0] && parseHour(page[0].rowKey);
    if (hour !== undefined) return hour;
  }
  return undefined;
}

/**
 * The row's values. A row that an operator typed in wrongly says that the hour is due: the operator wanted the hour
 * checked, and the check writes the row anew. So does one that a clock has written which was ahead.
 */
export function coverageValues(row: StoredRow, now: Date): CoverageValues {
  const values = valuesIn(coverage, row) ?? { NextCheckAt: toDateTime(now) };
  const { CheckedAt, AgedOutAt, NextCheckAt } = values;
  const isCheckedAhead = CheckedAt !== undefined && !isBelievable(CheckedAt, now);
  // Without a next check: by that clock Graph did not show the hour any more.
  const isAgedOutAhead = AgedOutAt !== undefined && !isBelievable(AgedOutAt, now);
  const isNextAhead = NextCheckAt !== undefined && !isBelievable(NextCheckAt, now, LONGEST_CHECK_WAIT_MS);
  if (!isCheckedAhead && !isAgedOutAhead && !isNextAhead) return values;
  return {
    ...values,
    ...(isCheckedAhead ? { CheckedAt: undefined } : {}),
    ...(isAgedOutAhead ? { AgedOutAt: undefined } : {}),
    NextCheckAt: toDateTime(now),
  };
}

/** Between the checks of an hour lie 15 days at most, from its 14th to its 29th. */
const LONGEST_CHECK_WAIT_MS = 15 * DAY_MS;

/**
 * Writes the rows that are not there yet, from the earliest that is there to the hour under way; where there is none,
 * from the hour given. The earliest is written first: if the process ends meanwhile, the next run fills up from there.
 * Those before the first kept one are noted as such: a longer KEEP_DAYS may keep them again. Resolves with whether any
 * were missing.
 */
export async function addHours(
  { coverage, clock }: Store,
  known: ReadonlyArray<CoveredHour>,
  {
    latencyWindowMinutes,
    earliest,
    firstKept,
  }: {
    readonly latencyWindowMinutes: number;
    readonly earliest: Hour;
    readonly firstKept: Hour | undefined;
  },
): Promise<boolean> {
  const now = clock.now();
  const there = new Set(known.map(({ hour }) => hour));
  const first = known.find(({ hour }) => hour >= earliestListableHour(now))?.hour ?? earliest;
  const rows = [...hoursFrom(first, hourOf(now))]
    .filter((hour) => !there.has(hour))
    .map((hour) => ({
      rowKey: hour,
      values:
        firstKept !== undefined && hour < firstKept
          ? { ExpiredAt: toDateTime(now) }
          : { NextCheckAt: toDateTime(firstCheckAt(hour, now, latencyWindowMinutes)) },
    }));
  await coverage.writeAll('insert', rows);
  return rows.length > 0;
}

/**
 * Makes every hour due that is not, and begins again what is half checked: Graph may have told of changes that did not
 * arrive. The hour under way comes to its first check by itself.
 */
export async function makeAllDue(
  { coverage, clock }: Store,
  hours: ReadonlyArray<CoveredHour>,
): Promise<void> {
  const now = clock.now();
  const due = toDateTime(now);
  const rows = hours
    .filter(({ hour, values }) => values.CheckedAt !== undefined || boundsOf(hour).to <= now)
    .map(({ hour, values }) => {
      const isDue = values.NextCheckAt !== undefined && values.NextCheckAt <= due;
      const NextCheckAt = isDue ? values.NextCheckAt : due;
      return { rowKey: hour, values: { NextCheckAt, Cursor: '' } };
    });
  await coverage.writeAll('merge', rows);
}
