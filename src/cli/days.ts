/** Days and hours as users name them: 2026-11-23, 2026-11-23T09, today, yesterday, -7d. */

import { Temporal } from 'temporal-polyfill';
import { type DateTime, parseDateTime, toDateTime } from '../language/date-time.ts';
import type { Format } from './command-line.ts';

/** A day, or an hour of one; which day `today` is depends on the time zone. */
export type NamedTime =
  | { readonly kind: 'day'; readonly day: string }
  | { readonly kind: 'hour'; readonly hour: string }
  | { readonly kind: 'daysAgo'; readonly days: number };

/** Graph keeps 30 days and nobody keeps a century: beyond it `-99999999d` would leave the calendar. */
const MOST_DAYS_AGO = 36_500;

export const namedDay: Format<NamedTime> = {
  expected: 'a day such as 2026-11-23, today, yesterday or -7d',
  read(text) {
    if (text === 'today') return { kind: 'daysAgo', days: 0 };
    if (text === 'yesterday') return { kind: 'daysAgo', days: 1 };
    const days = Number(/^-(\d+)d$/.exec(text)?.[1] ?? Number.NaN);
    if (days <= MOST_DAYS_AGO) return { kind: 'daysAgo', days };
    return parseDateTime(`${text}T00:00:00Z`) === undefined ? undefined : { kind: 'day', day: text };
  },
};

export const namedDayOrHour: Format<NamedTime> = {
  expected: 'a day such as 2026-11-23, today, yesterday or -7d, or an hour such as 2026-11-23T09',
  read(text) {
    const isHour = parseDateTime(`${text}:00:00Z`) !== undefined;
    return isHour ? { kind: 'hour', hour: text } : namedDay.read(text);
  },
};

/** The day or hour, `yyyy-MM-dd` or `yyyy-MM-ddTHH`, by the calendar of a time zone. */
export function calendarText(time: NamedTime, now: Date, zone: string): string {
  switch (time.kind) {
    case 'day':
      return time.day;
    case 'hour':
      return time.hour;
    case 'daysAgo': {
      const today = Temporal.Instant.fromEpochMilliseconds(now.getTime())
        .toZonedDateTimeISO(zone)
        .toPlainDate();
      return today.subtract({ days: time.days }).toString();
    }
  }
}

/** From an instant (included) to another (not included). */
export interface Interval {
  readonly from: DateTime;
  readonly to: DateTime;
}

/** When a day or hour of a time zone begins, and when the next one does: a day may have 23 or 25 hours. */
export function intervalOf(dayOrHour: string, zone: string): Interval {
  const isHour = dayOrHour.includes('T');
  const start = isHour
    ? Temporal.PlainDateTime.from(`${dayOrHour}:00`).toZonedDateTime(zone)
    : Temporal.PlainDate.from(dayOrHour).toZonedDateTime(zone);
  const end = isHour ? start.add({ hours: 1 }) : start.add({ days: 1 }).startOfDay();
  return { from: instant(start), to: instant(end) };
}

function instant({ epochMilliseconds }: Temporal.ZonedDateTime): DateTime {
  return toDateTime(new Date(epochMilliseconds));
}

/** The time zone of this machine. */
export function machineZone(): string {
  return Temporal.Now.timeZoneId();
}

/** `2026-11-23 17:27:53` by the clocks of a time zone. */
export function moment(dateTime: DateTime | undefined, zone = 'UTC'): string {
  if (dateTime === undefined) return '';
  const local = Temporal.Instant.from(dateTime).toZonedDateTimeISO(zone).toPlainDateTime();
  return local.toString({ smallestUnit: 'second' }).replace('T', ' ');
}
