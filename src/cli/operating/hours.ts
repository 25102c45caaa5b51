/** Periods in hours of start times, in UTC, both ends included. */

import type { Period } from '../../language/period.ts';
import { type Hour, parseHour } from '../../reconcile/coverage.ts';

/** The first and the last hour of days or hours. */
export function hoursOf({ from, to }: Period): { readonly first: Hour; readonly last: Hour } {
  return { first: asHour(from, '00'), last: asHour(to, '23') };
}

function asHour(dayOrHour: string, hourOfDay: string): Hour {
  const hour = parseHour(dayOrHour) ?? parseHour(`${dayOrHour}T${hourOfDay}`);
  if (hour === undefined) throw new RangeError(`${dayOrHour} is neither a day nor an hour`);
  return hour;
}
