/** The hours of a day by the clocks of a time zone: 24, or 23 and 25 on the days on which clocks change. */

import { type DateTime, toDate, toDateTime } from '../../language/date-time.ts';
import type { Day } from '../../language/day.ts';
import { HOUR_MS } from '../../language/milliseconds.ts';
import { intervalOf } from '../../language/period.ts';
import { clockTime } from '../time.tsx';

export interface HourOfDay {
  /** From 0: the same clock time may come twice. */
  readonly number: number;
  readonly from: DateTime;
  /** Not included. */
  readonly to: DateTime;
  /** `09:00` */
  readonly label: string;
}

/** Whether an instant is in the hour. */
export function isIn({ from, to }: HourOfDay, at: DateTime): boolean {
  return from <= at && at < to;
}

export function hoursOfDay(day: Day, zone: string): ReadonlyArray<HourOfDay> {
  const { from, to } = intervalOf({ from: day, to: day }, zone);
  const begin = toDate(from).getTime();
  const count = Math.ceil((toDate(to).getTime() - begin) / HOUR_MS);
  return Array.from({ length: count }, (_, number) => {
    const start = toDateTime(new Date(begin + number * HOUR_MS));
    const end = toDateTime(new Date(begin + (number + 1) * HOUR_MS));
    return { number, from: start, to: end, label: clockTime(start, zone).slice(0, 'HH:mm'.length) };
  });
}
