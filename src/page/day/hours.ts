/** The hours of a day by the clocks of a time zone: 24, or 23 and 25 on the days on which clocks change. */

import { type DateTime, toDate, toDateTime } from '../../language/date-time.ts';
import type { Day } from '../../language/day.ts';
import { HOUR_MS } from '../../language/milliseconds.ts';
import { intervalOf } from '../../language/period.ts';
import { clockTime, offset } from '../time.tsx';

export interface HourOfDay {
  /** From 0: the same clock time may come twice. */
  readonly number: number;
  readonly from: DateTime;
  /** Not included. */
  readonly to: DateTime;
  /** `09:00`; `02:00 (+01:00)` where the clocks show it twice. */
  readonly label: string;
}

/** Whether an instant is in an hour or a day. */
export function isIn({ from, to }: Pick<HourOfDay, 'from' | 'to'>, at: DateTime): boolean {
  return from <= at && at < to;
}

export function hoursOfDay(day: Day, zone: string): ReadonlyArray<HourOfDay> {
  const { from, to } = intervalOf({ from: day, to: day }, zone);
  const [begin, end] = [toDate(from).getTime(), toDate(to).getTime()];
  const count = Math.ceil((end - begin) / HOUR_MS);
  // Where clocks change by half an hour, the last one is as long.
  const at = (number: number) => toDateTime(new Date(Math.min(begin + number * HOUR_MS, end)));
  const labels = Array.from({ length: count }, (_, number) =>
    clockTime(at(number), zone).slice(0, 'HH:mm'.length),
  );
  return labels.map((label, number) => ({
    number,
    from: at(number),
    to: at(number + 1),
    label:
      labels.indexOf(label) === labels.lastIndexOf(label) ? label : `${label} (${offset(at(number), zone)})`,
  }));
}
