/** When a dead letter that names a call is tried again by itself. */

import { DAY_MS, HOUR_MS } from '../language/milliseconds.ts';
import { RECORD_KEPT_DAYS } from '../ports/graph.ts';

/**
 * Ages of the letter. The first is long enough for a passing fault to pass, and short enough to end within the working
 * day; the last comes a day before Graph forgets the record.
 */
export const REPLAY_AGES_MS = [
  HOUR_MS,
  6 * HOUR_MS,
  DAY_MS,
  3 * DAY_MS,
  7 * DAY_MS,
  14 * DAY_MS,
  (RECORD_KEPT_DAYS - 1) * DAY_MS,
] as const;

/** Between two of these ages lie so many days at most. */
export const LONGEST_REPLAY_WAIT_MS = 15 * DAY_MS;

/** The first of these times after `now`; undefined when all are over. */
export function nextReplayAt(firstDeadAt: Date, now: Date): Date | undefined {
  const times = REPLAY_AGES_MS.map((age) => new Date(firstDeadAt.getTime() + age));
  return times.find((time) => time > now);
}

/** Whether Graph may still keep the record of a call that was given up on then. */
export function isKeptByGraph(firstDeadAt: Date, now: Date): boolean {
  return now.getTime() - firstDeadAt.getTime() < RECORD_KEPT_DAYS * DAY_MS;
}
