/** Hours that Graph stopped listing while a check of them was due: what they hide cannot be fetched any more. */

import { type DateTime, toDate, toDateTime } from '../language/date-time.ts';
import { DAY_MS, HOUR_MS } from '../language/milliseconds.ts';
import type { Store } from '../rows/store.ts';
import type { PipelineStatusValues } from '../tables/declarations/pipeline-status.ts';
import { EARLIEST_DATE_TIME } from '../tables/row-limits.ts';
import { boundsOf, earliestListableHour, type Hour, hourOf, hoursFrom, parseHour } from './coverage.ts';

/**
 * Notes the hours that no run has listed in time, and returns them, the earliest first. After a standstill the work list
 * may end before Graph's begins: the hours between have no row yet. The status row is written before the rows of the
 * hours, so a crash between hides nothing.
 */
export async function noteAgedOutHours(
  store: Store,
  isWorkListEmpty: boolean,
  own: PipelineStatusValues,
): Promise<ReadonlyArray<Hour>> {
  const { coverage, status, clock } = store;
  const now = clock.now();
  const listable = earliestListableHour(now);
  const due = await hoursStillDue(store, own.LastSuccessAt, listable);
  const last = due.at(-1);
  if (last === undefined) return [];
  const unknown = isWorkListEmpty ? hoursBetween(last, listable) : [];
  const agedOut = [...due, ...unknown];
  const AgedOutAt = toDateTime(now);
  const AgedOutFrom = isWithinDay(own.AgedOutAt, now) ? (own.AgedOutFrom ?? agedOut[0]) : agedOut[0];
  await status.merge('reconcile', { AgedOutAt, AgedOutFrom, AgedOutTo: agedOut.at(-1) });
  // The last of the rows tells where the work list ended: it stays due until all others are noted.
  await coverage.writeAll(
    'merge',
    unknown.map((hour) => ({ rowKey: hour, values: { AgedOutAt } })),
  );
  for (const hour of due) {
    await coverage.update(hour, (row) => {
      if (row === undefined) return { result: undefined };
      const { NextCheckAt: _, Cursor: __, ...values } = coverage.readableIn(row);
      return { write: { ...values, AgedOutAt }, result: undefined };
    });
  }
  return agedOut;
}

function isWithinDay(instant: DateTime | undefined, now: Date): boolean {
  return instant !== undefined && now.getTime() - toDate(instant).getTime() < DAY_MS;
}

/** The longest that a run takes, and more: what aged out while the last one was under way was not noted. */
const RUN_MS = HOUR_MS;

/** The hours still to be checked that Graph no longer lists. Those that aged out before the last run are noted. */
async function hoursStillDue(
  { coverage }: Store,
  lastSuccessAt: DateTime | undefined,
  listable: Hour,
): Promise<ReadonlyArray<Hour>> {
  const lastRun = lastSuccessAt === undefined ? 0 : toDate(lastSuccessAt).getTime() - RUN_MS;
  const notedBefore = earliestListableHour(new Date(lastRun));
  const hours: Array<Hour> = [];
  const where = [
    { column: 'NextCheckAt', is: 'ge', cell: { type: 'DateTime', value: EARLIEST_DATE_TIME } },
  ] as const;
  for await (const page of coverage.query({ rowKeyFrom: notedBefore, rowKeyBefore: listable, where })) {
    for (const { rowKey } of page) {
      const hour = parseHour(rowKey);
      if (hour !== undefined) hours.push(hour);
    }
  }
  return hours;
}

function hoursBetween(before: Hour, after: Hour): ReadonlyArray<Hour> {
  const first = hourOf(boundsOf(before).to);
  const last = hourOf(new Date(boundsOf(after).from.getTime() - HOUR_MS));
  return [...hoursFrom(first, last)];
}
