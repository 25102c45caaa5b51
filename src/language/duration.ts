/** Lengths of time, in seconds. */

import type { DateTime } from './date-time.ts';

/**
 * OData's durationValue: days and smaller, with a sign; no years, months or weeks.
 * https://docs.oasis-open.org/odata/odata/v4.01/os/abnf/odata-abnf-construction-rules.txt
 */
const DURATION =
  /^([-+])?P(?=[\dT])(?:(\d{1,9})D)?(?:T(?=\d)(?:(\d{1,9})H)?(?:(\d{1,9})M)?(?:(\d{1,9}(?:\.\d{1,15})?)S)?)?$/;

/** Seconds of `PT0.016S`, `-PT2M`, `P1DT3H` and the like; undefined for any other text. */
export function parseDurationSeconds(text: string): number | undefined {
  const match = DURATION.exec(text);
  if (match === null) return undefined;
  const [, sign, days = 0, hours = 0, minutes = 0, seconds = 0] = match;
  const magnitude = Number(days) * 86_400 + Number(hours) * 3_600 + Number(minutes) * 60 + Number(seconds);
  // 0 - 0 is 0, while -0 would be another Double.
  return sign === '-' ? 0 - magnitude : magnitude;
}

/** DateTime has seven digits after the second. */
const TICKS_PER_SECOND = 10_000_000;

/** Seconds from the first instant to the second, to the last of the seven digits; negative when they are reversed. */
export function secondsBetween(start: DateTime, end: DateTime): number {
  const wholeSeconds = (wholeSecondsOf(end) - wholeSecondsOf(start)) * TICKS_PER_SECOND;
  return (wholeSeconds + ticksOf(end) - ticksOf(start)) / TICKS_PER_SECOND;
}

function wholeSecondsOf(dateTime: DateTime): number {
  return Date.parse(`${dateTime.slice(0, 19)}Z`) / 1_000;
}

function ticksOf(dateTime: DateTime): number {
  return Number(dateTime.slice(20, 27));
}
