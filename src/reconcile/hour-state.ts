/** How an hour of Coverage stands, in one word: the worst that is known of it. */

import type { CoverageValues } from '../tables/declarations/coverage.ts';
import { counted } from '../wording/values.ts';
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
  /** A check is due: its list may have changed. */
  'due',
  /** Retention has deleted its calls, or is about to. */
  'notKept',
  /** The missing ones are too recent to count. */
  'fresh',
  /** Every listed call is stored. */
  'complete',
  /** Graph listed no call. */
  'empty',
] as const;
export type HourState = (typeof hourStates)[number];

/** In the words of every screen and command. */
export const hourStateNames: Readonly<Record<HourState, string>> = {
  complete: 'all stored',
  empty: 'no call listed',
  fresh: 'too recent to count',
  due: 'due to be listed again',
  unchecked: 'not listed',
  notKept: 'not kept any more',
  missing: 'calls missing when last listed',
  givenUp: 'missing calls given up',
  hidden: 'calls that Graph’s list hides',
  agedOut: 'no longer listed by Graph, although a check was due',
};

/** Why an hour may have more calls than its list has shown, from the worst reason to the best. */
const openStates = ['agedOut', 'unchecked', 'due'] as const satisfies ReadonlyArray<HourState>;

/**
 * Of the hours whose list says less than all: how many, and why, in words. An hour is one of them whatever else its state
 * tells: that its missing calls were given up on, or that its calls are not kept any more.
 */
export function openHours(
  hours: ReadonlyArray<CoverageValues | undefined>,
  now: Date,
): ReadonlyArray<string> {
  const reasons = hours.map((hour) => openState(hour, now));
  return openStates.flatMap((open) => {
    const { length } = reasons.filter((reason) => reason === open);
    return length === 0 ? [] : [`${counted(length, 'hour')} ${hourStateNames[open]}`];
  });
}

function openState(hour: CoverageValues | undefined, now: Date): (typeof openStates)[number] | undefined {
  if (hour?.AgedOutAt !== undefined) return 'agedOut';
  if (hour?.CheckedAt === undefined) return 'unchecked';
  return dueSince(hour, now) === undefined ? undefined : 'due';
}

/** An hour without a row was never listed. Of one that is not kept any more nothing else is told: nothing is to be done. */
export function hourState(hour: CoverageValues | undefined, now: Date): HourState {
  const { Listed = 0, Fresh = 0, Missing = 0, GivenUp = 0, Unlisted = 0 } = hour ?? {};
  if (hour?.ExpiredAt !== undefined) return 'notKept';
  const open = openState(hour, now);
  if (open === 'agedOut') return open;
  if (Missing > GivenUp) return 'missing';
  if (GivenUp > 0) return 'givenUp';
  if (Unlisted > 0) return 'hidden';
  if (open !== undefined) return open;
  if (Fresh > 0) return 'fresh';
  return Listed > 0 ? 'complete' : 'empty';
}

/** Of several hours, the worst. */
export function worstState(states: Iterable<HourState>): HourState | undefined {
  const there = new Set(states);
  return hourStates.find((state) => there.has(state));
}
