/** Hours whose calls are not kept any more: they leave the work list. */

import { toDateTime } from '../language/date-time.ts';
import type { Store } from '../rows/store.ts';
import { type Hour, isListable } from './coverage.ts';
import type { CoveredHour } from './coverage-rows.ts';

/**
 * Notes the hours that came before the first kept one, and returns the others. What was counted of them stays; what was
 * to be done about them goes. Hours that a longer KEEP_DAYS keeps again are due, while Graph may still list them.
 */
export async function expireHours(
  { coverage, clock }: Store,
  hours: ReadonlyArray<CoveredHour>,
  firstKept: Hour | undefined,
): Promise<ReadonlyArray<CoveredHour>> {
  const isKept = (hour: Hour) => firstKept === undefined || hour >= firstKept;
  const now = toDateTime(clock.now());
  for (const { hour, values } of hours) {
    const isExpired = values.ExpiredAt !== undefined;
    const isNoted = isKept(hour) ? !isExpired : isExpired && values.NextCheckAt === undefined;
    if (isNoted || (isKept(hour) && !isListable(hour, clock.now()))) continue;
    await coverage.update(hour, (row) => {
      if (row === undefined) return { result: undefined };
      const { ExpiredAt, NextCheckAt, Cursor, IncompleteSince, FailingSince, LastError, ...kept } =
        coverage.readableIn(row);
      const next = isKept(hour) ? { NextCheckAt: now } : { ExpiredAt: now };
      return { write: { ...kept, ...next }, result: undefined };
    });
  }
  return hours.filter(({ hour }) => isKept(hour));
}
