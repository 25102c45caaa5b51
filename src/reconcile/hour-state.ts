/** How an hour of Coverage stands, in one word: the worst that is known of it. */

import type { CoverageValues } from '../tables/declarations/coverage.ts';
import { dueSince } from './coverage-sum.ts';

/** From the worst to the best. */
export const hourStates = [
  /** Graph no longer lists the hour, and a check was due. */
  'agedOut',
  /** Calls were missing when it was last listed. */
  'missing',
  /** The missing ones were given up on. */
  'givenUp',
  /** Calls are stored that Graph's list hides, and perhaps others are not. */
  'hidden',
  /** It was never listed to its end. */
  'unchecked',
  /** A check is due, or more calls are stored than Graph is known to have: its list may have changed. */
  'due',
  /** The missing ones are too recent to count. */
  'fresh',
  /** Every listed call is stored. */
  'complete',
  /** Graph listed no call. */
  'empty',
] as const;
export type HourState = (typeof hourStates)[number];

/** An hour without a row was never listed. `callsStored`: the stored calls that started in it, where they were counted. */
export function hourState(hour: CoverageValues | undefined, now: Date, callsStored = 0): HourState {
  const { AgedOutAt, CheckedAt, Listed = 0, Fresh = 0, Missing = 0, GivenUp = 0, Unlisted = 0 } = hour ?? {};
  if (AgedOutAt !== undefined) return 'agedOut';
  if (Missing > GivenUp) return 'missing';
  if (GivenUp > 0) return 'givenUp';
  if (Unlisted > 0) return 'hidden';
  if (hour === undefined || CheckedAt === undefined) return 'unchecked';
  if (dueSince(hour, now) !== undefined || callsStored > Listed) return 'due';
  if (Fresh > 0) return 'fresh';
  return Listed > 0 ? 'complete' : 'empty';
}

/** Of several hours, the worst. */
export function worstState(states: Iterable<HourState>): HourState | undefined {
  const there = new Set(states);
  return hourStates.find((state) => there.has(state));
}
