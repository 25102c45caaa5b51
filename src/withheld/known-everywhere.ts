/** From when on nothing is stored any more by somebody who does not know who is left out. */

import { type DateTime, toDate, toDateTime } from '../language/date-time.ts';
import { HOUR_MS } from '../language/milliseconds.ts';
import type { WithheldValues } from '../tables/declarations/withheld.ts';
import type { Withheld } from './withheld.ts';

/** A rebuild of one call ends after 30 minutes, an ingest after ten, and the door is at most a minute old. */
export const KNOWN_AFTER_MS = HOUR_MS;

/** By then nobody writes who did not know what was known at this instant. */
export function inAnHour(instant: DateTime): DateTime {
  return toDateTime(new Date(toDate(instant).getTime() + KNOWN_AFTER_MS));
}

/**
 * From when on the timer forget goes on with an erasure or an exclusion: an hour after it was asked for, and after each
 * pass that found something. Undefined once it is finished or lifted, and where an operator has broken the row.
 */
export function goesOnAt(values: WithheldValues): DateTime | undefined {
  const { RequestedAt, NextPassAt, FinishedAt, LiftedAt } = values;
  if (FinishedAt !== undefined || LiftedAt !== undefined) return undefined;
  return NextPassAt ?? (RequestedAt && inAnHour(RequestedAt));
}

/** Whether a call may have been stored then without knowing of an erasure or exclusion that applies now. */
export function mayHaveMissed({ erasures, exclusions }: Withheld, storedAt: DateTime): boolean {
  const known = toDateTime(new Date(toDate(storedAt).getTime() - KNOWN_AFTER_MS));
  return [...erasures, ...exclusions].some(
    ({ values: { RequestedAt, LiftedAt, IdsClearedAt } }) =>
      RequestedAt !== undefined &&
      RequestedAt > known &&
      LiftedAt === undefined &&
      IdsClearedAt === undefined,
  );
}
