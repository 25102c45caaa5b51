/** Days and hours as users name them: 2026-11-23, 2026-11-23T09, today, yesterday, -7d. */

import { Temporal } from 'temporal-polyfill';
import { parseDateTime } from '../language/date-time.ts';
import { type Day, parseDay } from '../language/day.ts';
import { intervalOf, type Period } from '../language/period.ts';
import { AskedWrongly } from './exit.ts';
import type { Format } from './syntax.ts';

/** A day, or an hour of one; which day `today` is depends on the time zone. */
export type NamedTime =
  | { readonly kind: 'day' | 'hour'; readonly text: string }
  | { readonly kind: 'daysAgo'; readonly days: number };

export const TODAY: NamedTime = { kind: 'daysAgo', days: 0 };
export const YESTERDAY: NamedTime = { kind: 'daysAgo', days: 1 };

/** Graph keeps 30 days, and no store keeps a century. */
const MOST_DAYS_AGO = 36_500;

export const namedDay: Format<NamedTime> = {
  expected: 'a day such as 2026-11-23, today, yesterday or -7d',
  read(text) {
    if (text === 'today') return TODAY;
    if (text === 'yesterday') return YESTERDAY;
    const days = Number(/^-(\d+)d$/.exec(text)?.[1]);
    if (days <= MOST_DAYS_AGO) return { kind: 'daysAgo', days };
    return parseDateTime(`${text}T00:00:00Z`) === undefined ? undefined : { kind: 'day', text };
  },
};

/** The days of the calls that a command works on, both included; operating commands use UTC. */
export const callDayOptions = {
  from: { takes: 'day', description: 'the first day of the calls (UTC)', format: namedDay, isRequired: true },
  to: { takes: 'day', description: 'the last day of the calls (UTC)', format: namedDay, isRequired: true },
} as const;

/** The days of the calls whose summaries a command reads, both included: the last week unless others are given. */
export const summaryDayOptions = {
  from: { takes: 'day', description: 'the first day of the calls (UTC; default: -6d)', format: namedDay },
  to: { takes: 'day', description: 'the last day of the calls (UTC; default: today)', format: namedDay },
} as const;
export const LAST_WEEK: { readonly from: NamedTime; readonly to: NamedTime } = {
  from: { kind: 'daysAgo', days: 6 },
  to: TODAY,
};

export const namedDayOrHour: Format<NamedTime> = {
  expected: `${namedDay.expected}, or an hour such as 2026-11-23T09`,
  read(text) {
    const isHour = parseDateTime(`${text}:00:00Z`) !== undefined;
    return isHour ? { kind: 'hour', text } : namedDay.read(text);
  },
};

/** How users give a period: one day or hour, or a first and a last one. */
export interface NamedPeriod {
  readonly day?: NamedTime | undefined;
  readonly from?: NamedTime | undefined;
  readonly to?: NamedTime | undefined;
}

/**
 * The period by the calendar of a time zone, without what has not begun of it. Throws AskedWrongly when it ends before it
 * begins, and when it begins in the future: of that there is nothing to say.
 */
export function periodIn(
  zone: string,
  now: Date,
  { day, from = day, to = day }: NamedPeriod,
  usual: { readonly from: NamedTime; readonly to: NamedTime },
): Period {
  const period = {
    from: calendarText(from ?? usual.from, now, zone),
    to: calendarText(to ?? usual.to, now, zone),
  };
  const hour = zonedNow(now, zone).toPlainDateTime().toString().slice(0, 'yyyy-MM-ddTHH'.length);
  const hasBegun = (dayOrHour: string) => dayOrHour <= hour;
  if (!hasBegun(period.from))
    throw new AskedWrongly(`${period.from} is in the future: the latest hour is ${hour} (${zone})`);
  const { from: begin, to: end } = intervalOf(period, zone);
  if (end <= begin) throw new AskedWrongly(`--to ${period.to} comes before --from ${period.from}`);
  return hasBegun(period.to) ? period : { ...period, to: hour.slice(0, period.to.length) };
}

/** The day by the calendar of UTC, which may be in the future. */
export function dayIn(named: NamedTime, now: Date): Day {
  return asDay(calendarText(named, now, 'UTC'));
}

function calendarText(time: NamedTime, now: Date, zone: string): string {
  if (time.kind !== 'daysAgo') return time.text;
  return zonedNow(now, zone).toPlainDate().subtract({ days: time.days }).toString();
}

function zonedNow(now: Date, zone: string): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(now.getTime()).toZonedDateTimeISO(zone);
}

/** A day of a period. Throws RangeError for an hour. */
export function asDay(text: string): Day {
  const day = parseDay(text);
  if (day === undefined) throw new RangeError(`${text} is not a day`);
  return day;
}
