/** Graph's spellings of time: date-times with up to seven fractional digits, ISO 8601 durations. */

import type { Random } from '../random.ts';

/**
 * A UTC date-time as Graph writes it: `milliseconds` since the epoch plus `ticks` of 100 ns (0 to 9,999).
 * Trailing zeros of the fraction are dropped, as Graph drops them: `…:32.922748Z` is followed by `…:32.9227481Z`,
 * which text comparison puts the wrong way round.
 */
export function graphDateTime(milliseconds: number, ticks = 0): string {
  const whole = new Date(milliseconds).toISOString();
  const fraction = `${whole.slice(20, 23)}${String(ticks).padStart(4, '0')}`.replace(/0+$/, '');
  return fraction === '' ? `${whole.slice(0, 19)}Z` : `${whole.slice(0, 19)}.${fraction}Z`;
}

/** The date-times of one call: the same millisecond is always given the same ticks, so that ends meet. */
export type Moment = (milliseconds: number) => string;

export function moments(random: Random): Moment {
  return (milliseconds) =>
    graphDateTime(milliseconds, random.fork(Math.floor(milliseconds)).integer(0, 9999));
}

const DATE_TIME = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,7})\d*)?(Z|[+-]\d\d:\d\d)$/i;

/** A date-time in a form whose text order is its order in time, or undefined when it is none. */
export function sortableDateTime(dateTime: string): string | undefined {
  const parts = DATE_TIME.exec(dateTime);
  const whole = parts?.[1];
  const zone = parts?.[3]?.toUpperCase();
  if (whole === undefined || zone === undefined) return undefined;
  const seconds = Date.parse(`${whole}${zone}`);
  if (Number.isNaN(seconds)) return undefined;
  return `${new Date(seconds).toISOString().slice(0, 19)}.${(parts?.[2] ?? '').padEnd(7, '0')}Z`;
}

/** An ISO 8601 duration of `seconds`, such as `PT0.016S` or `PT1M5.5S`. */
export function isoDuration(seconds: number): string {
  const milliseconds = Math.round(seconds * 1000);
  const hours = Math.floor(milliseconds / 3_600_000);
  const minutes = Math.floor((milliseconds % 3_600_000) / 60_000);
  const rest = (milliseconds % 60_000) / 1000;
  const parts = `${hours > 0 ? `${hours}H` : ''}${minutes > 0 ? `${minutes}M` : ''}${rest > 0 ? `${rest}S` : ''}`;
  return parts === '' ? 'PT0S' : `PT${parts}`;
}
