/**
 * Instants with the seven fractional digits that Graph sends and Table Storage keeps.
 * A JavaScript Date has three, so two versions of a record could look modified at the same time.
 */

import { DAY_MS } from './milliseconds.ts';

declare const brand: unique symbol;

/** `yyyy-MM-ddTHH:mm:ss.fffffffZ`: always UTC and 28 characters long, so text order is time order. */
export type DateTime = string & { readonly [brand]: 'DateTime' };

const ISO_8601 = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,12}))?(Z|z|[+-]\d{2}:\d{2})$/;

/** Digits after the second in Graph's payloads and in Edm.DateTime. */
const FRACTION_DIGITS = 7;

/** Fast path: our own format, on any day but 29 February. */
const SURE =
  /^\d{4}-(?:(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])|(?:0[13-9]|1[0-2])-(?:29|30)|(?:0[13578]|1[02])-31)T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{7}Z$/;

/** Returns the instant in UTC, or undefined when the text is not an ISO 8601 date-time with an offset. */
export function parseDateTime(value: unknown): DateTime | undefined {
  if (typeof value !== 'string') return undefined;
  if (SURE.test(value)) return value as DateTime;
  const match = ISO_8601.exec(value);
  if (match === null) return undefined;
  const [, year, month, day, hour, minute, second, fraction = '', offset = 'Z'] = match;
  const wholeSeconds = `${year}-${month}-${day}T${hour}:${minute}:${second}`;
  const asUtc = new Date(`${wholeSeconds}Z`);
  // Date accepts 30 February as 1 March: what does not read back as written is not a date.
  if (Number.isNaN(asUtc.getTime()) || !asUtc.toISOString().startsWith(wholeSeconds)) return undefined;
  const instant = offset.toUpperCase() === 'Z' ? asUtc : new Date(`${wholeSeconds}${offset}`);
  if (Number.isNaN(instant.getTime())) return undefined;
  const utc = instant.toISOString();
  // An offset can move an instant out of the four-digit years.
  if (utc.length !== 24) return undefined;
  return `${utc.slice(0, 19)}.${fraction.slice(0, FRACTION_DIGITS).padEnd(FRACTION_DIGITS, '0')}Z` as DateTime;
}

/** The instant of a Date (which must be valid and within the years 0 to 9999). */
export function toDateTime(date: Date): DateTime {
  return `${date.toISOString().slice(0, -1)}0000Z` as DateTime;
}

/** The instant as a Date, cut to milliseconds. */
export function toDate(dateTime: DateTime): Date {
  return new Date(dateTime);
}

/** The earlier of two instants, hours or days; the one that there is, where the other is absent. */
export function earlier<Instant extends Date | string | undefined>(a: Instant, b: Instant): Instant {
  return a === undefined || (b !== undefined && b < a) ? b : a;
}

/** The later of two instants, hours or days; the one that there is, where the other is absent. */
export function later<Instant extends Date | string | undefined>(a: Instant, b: Instant): Instant {
  return a === undefined || (b !== undefined && b > a) ? b : a;
}

/** The first of several instants, cut to milliseconds; undefined where there is none. */
export function earliestOf(instants: ReadonlyArray<DateTime | undefined>): Date | undefined {
  return optionalDate(instants.reduce(earlier, undefined));
}

/** The last of several instants, cut to milliseconds; undefined where there is none. */
export function latestOf(instants: ReadonlyArray<DateTime | undefined>): Date | undefined {
  return optionalDate(instants.reduce(later, undefined));
}

export function optionalDate(dateTime: DateTime | undefined): Date | undefined {
  return dateTime === undefined ? undefined : toDate(dateTime);
}

/** The instant so many days later, cut to milliseconds; where the calendar ends, the instant itself. */
export function plusDays(dateTime: DateTime, days: number): DateTime {
  const moved = new Date(toDate(dateTime).getTime() + days * DAY_MS);
  return Number.isNaN(moved.getTime()) ? dateTime : (parseDateTime(moved.toISOString()) ?? dateTime);
}
