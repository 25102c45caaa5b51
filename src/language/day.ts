/** Days, in UTC, as `yyyy-MM-dd`. */

import { type DateTime, parseDateTime, toDate } from './date-time.ts';
import { DAY_MS } from './milliseconds.ts';

declare const brand: unique symbol;

/** A day of the calendar: text order is time order. */
export type Day = string & { readonly [brand]: 'Day' };

/** The day, or undefined for anything but `yyyy-MM-dd`. */
export function parseDay(text: string): Day | undefined {
  return parseDateTime(`${text}T00:00:00Z`) === undefined ? undefined : (text as Day);
}

/** The UTC day of an instant. */
export function dayOf(dateTime: DateTime): Day {
  return dateTime.slice(0, 10) as Day;
}

/** All days from one to another, both included; none when the last comes before the first. */
export function* daysFrom(first: Day, last: Day): Generator<Day, void, undefined> {
  for (let day = first; day <= last; day = dayAfter(day)) {
    yield day;
    // The last day of the calendar has none after it.
    if (day === last) return;
  }
}

/** When the day begins. */
export function startOfDay(day: Day): DateTime {
  const midnight = parseDateTime(`${day}T00:00:00Z`);
  if (midnight === undefined) throw new RangeError(`${day} is not a day`);
  return midnight;
}

function dayAfter(day: Day): Day {
  return new Date(toDate(startOfDay(day)).getTime() + DAY_MS).toISOString().slice(0, 10) as Day;
}
