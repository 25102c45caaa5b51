/** How long ago something was, and how long it has to go. */

import { DAY_MS, HOUR_MS, MINUTE_MS } from '../language/milliseconds.ts';

/** `12 min`, `3 h`, `2 days`: in the unit that leaves at least two of it, cut. */
export function span(milliseconds: number): string {
  const length = Math.abs(milliseconds);
  if (length >= 2 * DAY_MS) return `${Math.floor(length / DAY_MS)} days`;
  if (length >= 2 * HOUR_MS) return `${Math.floor(length / HOUR_MS)} h`;
  if (length >= 2 * MINUTE_MS) return `${Math.floor(length / MINUTE_MS)} min`;
  return `${Math.floor(length / 1_000)} s`;
}

/** `12 min ago` */
export function ago(instant: Date, now: Date): string {
  return `${span(now.getTime() - instant.getTime())} ago`;
}
