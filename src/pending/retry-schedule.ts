/** When a call that could not be ingested is tried again. */

import { DAY_MS, HOUR_MS, MINUTE_MS } from '../language/milliseconds.ts';
import { DOCUMENTED_LATENCY_MINUTES, RECORD_KEPT_DAYS } from '../ports/graph.ts';

/**
 * Waits after a 404 while the record may still be on its way, in minutes for a window of 150: a first version
 * typically takes up to 30 minutes and at most 150, so the early waits are short.
 * https://learn.microsoft.com/graph/callrecords-api-faq
 */
const NOT_FOUND_WAITS_MINUTES = [2, 5, 10, 15, 20, 30] as const;

/** After the latency window Graph promises nothing; late records still appear, so a day is spent on them. */
const LATE_WAIT_MS = HOUR_MS;
const GIVE_UP_AFTER_MS = DAY_MS;
/** In a day it is asked for some thirty times, nine of them within the window. */
const GIVE_UP_AFTER_ATTEMPTS = 24;

/** Graph keeps call records for 30 days; a transient fault is waited out for as long. */
const RECORD_LIFETIME_MS = RECORD_KEPT_DAYS * DAY_MS;

/**
 * Ages, in minutes, at which a stored call is looked at again when Graph announces a version but does not show it yet.
 * Graph's copies usually agree within seconds; what takes over an hour is found by listing.
 */
const SECOND_LOOKS_MINUTES = [2, 10, 30, 60] as const;

const FIRST_BACKOFF_MS = MINUTE_MS;
const LONGEST_BACKOFF_MS = HOUR_MS;

/**
 * How long to wait after a 404, by the age since the call was first seen; undefined when it is time to give up.
 * The last wait inside the window ends with the window. A shorter window shortens its waits in proportion.
 * `attempts`: earlier deferrals, for whatever reason. A wrong clock may have noted the age, and none is given up by that alone.
 */
export function waitAfterNotFound(
  ageMilliseconds: number,
  windowMinutes: number,
  attempts: number,
): number | undefined {
  const windowMs = windowMinutes * MINUTE_MS;
  if (ageMilliseconds >= GIVE_UP_AFTER_MS && attempts >= GIVE_UP_AFTER_ATTEMPTS) return undefined;
  if (ageMilliseconds >= windowMs) return LATE_WAIT_MS;
  const scale = windowMinutes / DOCUMENTED_LATENCY_MINUTES;
  const untilWindowEnds = windowMs - ageMilliseconds;
  let steps = 0;
  for (const minutes of NOT_FOUND_WAITS_MINUTES) {
    const wait = minutes * MINUTE_MS * scale;
    steps += wait;
    if (ageMilliseconds < steps) return Math.min(wait, untilWindowEnds);
  }
  return Math.min(Math.max(...NOT_FOUND_WAITS_MINUTES) * MINUTE_MS * scale, untilWindowEnds);
}

/**
 * How long to wait after the given number of earlier deferrals when Graph is throttling, down or refuses us:
 * doubling from a minute to an hour, with jitter (`fraction` from 0 to 1) so that calls do not return in step;
 * undefined once the record can no longer exist.
 */
export function waitAfterFault(
  attempt: number,
  ageMilliseconds: number,
  fraction: number,
): number | undefined {
  if (ageMilliseconds >= RECORD_LIFETIME_MS) return undefined;
  const longest = Math.min(FIRST_BACKOFF_MS * 2 ** Math.min(attempt, 10), LONGEST_BACKOFF_MS);
  return longest * (0.5 + fraction / 2);
}

/**
 * Waits before a record that may be incomplete is read again, in minutes; then daily. A wrong answer of Graph is usually
 * corrected within minutes or stays for long, and a large meeting has a hundred pages.
 */
const INCOMPLETE_WAITS_MINUTES = [2, 10, 30, 60, 360] as const;

/** How long to wait after so many such readings; undefined once the record can no longer exist. */
export function waitWhileIncomplete(readings: number, ageMilliseconds: number): number | undefined {
  if (ageMilliseconds >= RECORD_LIFETIME_MS) return undefined;
  const minutes = INCOMPLETE_WAITS_MINUTES[readings];
  return minutes === undefined ? DAY_MS : minutes * MINUTE_MS;
}

/**
 * How long until a stored call is looked at again, by the age since the first look; undefined after the last one. A first
 * look that lies ahead was noted by a wrong clock.
 */
export function waitForSecondLook(ageMilliseconds: number): number | undefined {
  const age = Math.max(0, ageMilliseconds);
  const next = SECOND_LOOKS_MINUTES.find((minutes) => minutes * MINUTE_MS > age);
  return next === undefined ? undefined : next * MINUTE_MS - age;
}
