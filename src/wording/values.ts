/** How values of the tables read in a line of text. */

import { Temporal } from 'temporal-polyfill';
import type { DateTime } from '../language/date-time.ts';

/** `2026-11-23 17:27:53`, by the clocks of a time zone. */
export function moment(dateTime: DateTime | undefined, zone = 'UTC'): string {
  if (dateTime === undefined) return '';
  const local = Temporal.Instant.from(dateTime).toZonedDateTimeISO(zone).toPlainDateTime();
  return local.toString({ smallestUnit: 'second' }).replace('T', ' ');
}

/** `0:30:34`: hours, minutes, seconds. */
export function duration(seconds: number | undefined): string {
  if (seconds === undefined) return '';
  const whole = Math.round(Math.abs(seconds));
  const twoDigits = (part: number) => String(part % 60).padStart(2, '0');
  const text = `${Math.floor(whole / 3_600)}:${twoDigits(Math.floor(whole / 60))}:${twoDigits(whole)}`;
  // Clocks of two ends differ: Graph sends ends before their starts.
  return seconds < 0 && whole > 0 ? `-${text}` : text;
}

/** `1,204` */
export function numeral(count: number | bigint): string {
  return count.toLocaleString('en-GB');
}

/** `≥ 23`: there may be more. */
export function atLeast(count: number): string {
  return `≥ ${numeral(count)}`;
}

/** `1 session`, `1,204 sessions` */
export function counted(count: number, noun: string): string {
  return `${numeral(count)} ${noun}${count === 1 ? '' : 's'}`;
}

/** `2.4 %` of a share from 0 to 1. */
export function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}

/** The same, with as many decimals as show that a share is above a target, where it is. */
export function percentBeside(share: number, target: number | undefined): string {
  for (let decimals = 1; target !== undefined && share > target && decimals <= MOST_DECIMALS; decimals += 1) {
    const text = (share * 100).toFixed(decimals);
    if (Number(text) > target * 100) return `${text} %`;
  }
  return percent(share);
}

/** A share of a million streams. */
const MOST_DECIMALS = 6;

/** The same, cut and not rounded: `100 %` means all. */
export function percentCut(share: number): string {
  return share === 1 ? '100 %' : `${(Math.floor(share * 1000) / 10).toFixed(1)} %`;
}

/** `packet loss high`: a value of an enumeration as Graph and the rules write it, `packetLossHigh`. */
export function inWords(value: string): string {
  return value.replace(/(?<=[a-z])[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}
