/** Hours whose calls are not kept any more: they leave the work list. */

import { toDateTime } from '../language/date-time.ts';
import type { Store } from '../rows/store.ts';
import type { Hour } from './coverage.ts';
import type { CoveredHour } from './coverage-rows.ts';

/**
 * Notes the hours that came before the first kept one, and returns the others. What was counted of them stays; what was
 * to be done about them goes.
 */
export async function expireHours(
  { coverage, clock }: Store,
  hours: ReadonlyArray<CoveredHour>,
  firstKept: Hour | undefined,
): Promise<ReadonlyArray<CoveredHour>> {
  if (firstKept === undefined) return hours;
  const ExpiredAt = toDateTime(clock.now());
  for (const { hour, values } of hours) {
    if (hour >= firstKept || (values.ExpiredAt !== undefined && values.NextCheckAt === undefined)) continue;
    await coverage.update(hour, (row) => {
      if (row === undefined) return { result: undefined };
      const { NextCheckAt, Cursor, IncompleteSince, FailingSince, LastError, ...kept } =
        coverage.readableIn(row);
      return { write: { ...kept, ExpiredAt }, result: undefined };
    });
  }
  return hours.filter(({ hour }) => hour >= firstKept);
}
