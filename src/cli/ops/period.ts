/** Periods of start times as people name them: days or hours, in UTC, both ends included. */

import { type Day, parseDay } from '../../language/day.ts';
import { type Hour, hourOf, parseHour } from '../../reconcile/coverage.ts';

export type DayOrHour = Day | Hour;

export interface Period {
  readonly from: DayOrHour;
  readonly to: DayOrHour;
}

/** `2026-11-23` or `2026-11-23T09`; undefined for any other text. */
export function parseDayOrHour(text: string): DayOrHour | undefined {
  return parseDay(text) ?? parseHour(text);
}

/** The first and the last hour. A day that is under way ends with the hour that is. */
export function hoursOf({ from, to }: Period, now: Date): { readonly first: Hour; readonly last: Hour } {
  const isUnderWay = to === now.toISOString().slice(0, 10);
  return { first: firstHour(from), last: isUnderWay ? hourOf(now) : lastHour(to) };
}

export function firstHour(dayOrHour: DayOrHour): Hour {
  return asHour(dayOrHour, '00');
}

export function lastHour(dayOrHour: DayOrHour): Hour {
  return asHour(dayOrHour, '23');
}

function asHour(dayOrHour: DayOrHour, hourOfDay: string): Hour {
  const hour = parseHour(dayOrHour) ?? parseHour(`${dayOrHour}T${hourOfDay}`);
  if (hour === undefined) throw new RangeError(`${dayOrHour} is neither a day nor an hour`);
  return hour;
}
