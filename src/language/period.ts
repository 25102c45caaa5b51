/** Days and hours of a calendar, and when they begin and end by the clocks of a time zone. */

import { Temporal } from 'temporal-polyfill';
import { type DateTime, toDateTime } from './date-time.ts';

/** Days or hours of a calendar, `yyyy-MM-dd` or `yyyy-MM-ddTHH`, both included. */
export interface Period {
  readonly from: string;
  readonly to: string;
}

/** `2026-11-23`, `2026-11-22 to 2026-11-23` */
export function periodText({ from, to }: Period): string {
  return from === to ? from : `${from} to ${to}`;
}

/** From when (included) until when (not included) a period of a time zone lasts. A day may have 23 or 25 hours. */
export function intervalOf(
  { from, to }: Period,
  zone: string,
): { readonly from: DateTime; readonly to: DateTime } {
  const last = start(to, zone);
  const end = to.includes('T') ? last.add({ hours: 1 }) : last.add({ days: 1 }).startOfDay();
  return { from: instant(start(from, zone)), to: instant(end) };
}

function start(dayOrHour: string, zone: string): Temporal.ZonedDateTime {
  return dayOrHour.includes('T')
    ? Temporal.PlainDateTime.from(`${dayOrHour}:00`).toZonedDateTime(zone)
    : Temporal.PlainDate.from(dayOrHour).toZonedDateTime(zone);
}

/** The first and the last instant that can be written: by some clocks the calendar begins before, or ends after them. */
const FIRST_MS = Date.parse('0000-01-01T00:00:00Z');
const LAST_MS = Date.parse('9999-12-31T23:59:59.999Z');

function instant({ epochMilliseconds }: Temporal.ZonedDateTime): DateTime {
  return toDateTime(new Date(Math.min(Math.max(epochMilliseconds, FIRST_MS), LAST_MS)));
}

/** The time zone of this machine. */
export function machineZone(): string {
  return Temporal.Now.timeZoneId();
}
