/** Hours that Graph stopped listing while a check of them was due: what they hide cannot be fetched any more. */

import { type DateTime, toDate, toDateTime } from '../language/date-time.ts';
import { DAY_MS, HOUR_MS } from '../language/milliseconds.ts';
import type { Store } from '../rows/store.ts';
import type { PipelineStatusValues } from '../tables/declarations/pipeline-status.ts';
import { boundsOf, earliestListableHour, type Hour, hourOf, hoursFrom } from './coverage.ts';
import type { CoveredHour } from './coverage-rows.ts';

/** The longest that a run takes, and more: what aged out while the last one was under way was not noted. */
const RUN_MS = HOUR_MS;

/** The first hour that may have aged out and was not noted yet, as far as the row of reconcile tells. */
export function firstHourToNote({ LastSuccessAt }: PipelineStatusValues): Hour {
  const lastRun = LastSuccessAt === undefined ? 0 : toDate(LastSuccessAt).getTime() - RUN_MS;
  return earliestListableHour(new Date(lastRun));
}

/**
 * Notes which of the hours no run has listed in time, and returns them, the earliest first. After a standstill the work
 * list may end before Graph's begins: the hours between have no row yet. The status row is written before the rows of the
 * hours, so a crash between hides nothing.
 */
export async function noteAgedOutHours(
  store: Store,
  hours: ReadonlyArray<CoveredHour>,
  own: PipelineStatusValues,
): Promise<ReadonlyArray<Hour>> {
  const { coverage, status, clock } = store;
  const now = clock.now();
  const listable = earliestListableHour(now);
  const due = hours.flatMap(({ hour, values }) =>
    hour < listable && values.NextCheckAt !== undefined ? [hour] : [],
  );
  const last = due.at(-1);
  if (last === undefined) return [];
  const isWorkListEmpty = !hours.some(({ hour }) => hour >= listable);
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

function hoursBetween(before: Hour, after: Hour): ReadonlyArray<Hour> {
  const first = hourOf(boundsOf(before).to);
  const last = hourOf(new Date(boundsOf(after).from.getTime() - HOUR_MS));
  return [...hoursFrom(first, last)];
}
