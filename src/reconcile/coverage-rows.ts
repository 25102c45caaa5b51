/** The rows of Coverage: the work list of reconcile, one row for each hour of start times. */

import { toDateTime } from '../language/date-time.ts';
import type { TenantId } from '../language/identifiers.ts';
import type { Clock } from '../ports/clock.ts';
import type { Tables } from '../ports/storage.ts';
import type { StoredRow } from '../tables/cell.ts';
import { changedRow } from '../tables/changed-row.ts';
import { type CoverageValues, coverage } from '../tables/declarations/coverage.ts';
import { inBatches } from '../tables/row-limits.ts';
import { ForeignRow, fromRow, toCells, undeclaredCells } from '../tables/table.ts';
import {
  boundsOf,
  earliestListableHour,
  firstCheckAt,
  type Hour,
  hourOf,
  hoursFrom,
  parseHour,
} from './coverage.ts';

export interface CoverageRowDependencies {
  readonly tenantId: TenantId;
  readonly tables: Tables;
  readonly clock: Clock;
  readonly latencyWindowMinutes: number;
  readonly backfillDays: number;
}

/** An hour as its row stands. */
export interface CoveredHour {
  readonly hour: Hour;
  readonly row: StoredRow;
  readonly values: CoverageValues;
}

/**
 * The hours of which Graph may still show a call, in order. A row that people typed in wrongly counts as due: whoever
 * touched it wanted the hour checked, and the check writes it anew.
 */
export async function readCoverage({
  tenantId,
  tables,
  clock,
}: Pick<CoverageRowDependencies, 'tenantId' | 'tables' | 'clock'>): Promise<ReadonlyArray<CoveredHour>> {
  const now = clock.now();
  const hours: Array<CoveredHour> = [];
  const query = { partitionKey: tenantId, rowKeyFrom: earliestListableHour(now) };
  for await (const page of tables.table('Coverage').query(query)) {
    for (const row of page) {
      const hour = parseHour(row.rowKey);
      if (hour !== undefined) hours.push({ hour, row, values: coverageValues(row, now) });
    }
  }
  return hours;
}

/** The row's values; for one that people typed in wrongly, that the hour is due. */
export function coverageValues(row: StoredRow, now: Date): CoverageValues {
  try {
    return fromRow(coverage, row);
  } catch (error) {
    if (error instanceof ForeignRow) return { NextCheckAt: toDateTime(now) };
    throw error;
  }
}

/**
 * Writes the rows that are not there yet, up to the hour under way. The earliest comes first: should the process end
 * between, the next run fills up from there.
 */
export async function addHours(
  dependencies: CoverageRowDependencies,
  known: ReadonlyArray<CoveredHour>,
): Promise<void> {
  const { tenantId, tables, clock, latencyWindowMinutes } = dependencies;
  const now = clock.now();
  const there = new Set(known.map(({ hour }) => hour));
  const first = known[0]?.hour ?? firstHour(now, dependencies.backfillDays);
  const rows = [...hoursFrom(first, hourOf(now))]
    .filter((hour) => !there.has(hour))
    .map((hour) => ({
      partitionKey: tenantId,
      rowKey: hour,
      cells: toCells(coverage, { NextCheckAt: toDateTime(firstCheckAt(hour, now, latencyWindowMinutes)) }),
    }));
  for (const batch of inBatches(rows)) {
    await tables.table('Coverage').batch(batch.map((row) => ({ kind: 'insert', row })));
  }
}

function firstHour(now: Date, backfillDays: number): Hour {
  const start = hourOf(new Date(now.getTime() - backfillDays * 24 * 60 * 60_000));
  const earliest = earliestListableHour(now);
  return start > earliest ? start : earliest;
}

/**
 * Makes every hour due that is not, and begins again what is half checked: Graph may have told of changes that nobody
 * heard. The hour under way comes to its first check by itself.
 */
export async function makeAllDue(
  { tables, clock }: Pick<CoverageRowDependencies, 'tables' | 'clock'>,
  hours: ReadonlyArray<CoveredHour>,
): Promise<void> {
  const now = clock.now();
  const due = toDateTime(now);
  const rows = hours
    .filter(({ hour, values }) => values.CheckedAt !== undefined || boundsOf(hour).to <= now)
    .map(({ row, values }) => {
      const isDue = values.NextCheckAt !== undefined && values.NextCheckAt <= due;
      const NextCheckAt = isDue ? values.NextCheckAt : due;
      return { ...row, cells: toCells(coverage, { NextCheckAt, Cursor: '' }) };
    });
  for (const batch of inBatches(rows)) {
    await tables.table('Coverage').batch(batch.map((row) => ({ kind: 'merge', row })));
  }
}

/** Writes an hour whole, keeping columns that are not ours; undefined when the row has changed since it was read. */
export async function writeHour(
  { tables }: Pick<CoverageRowDependencies, 'tables'>,
  row: StoredRow,
  values: CoverageValues,
): Promise<StoredRow | undefined> {
  const notes = { ...row, cells: undeclaredCells(coverage, row) };
  const changed = changedRow(coverage, notes, toCells(coverage, values));
  const write = await tables.table('Coverage').replace(changed, row.etag);
  return write.written ? { ...changed, etag: write.etag } : undefined;
}
