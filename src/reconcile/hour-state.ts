/** How an hour of Coverage stands, in one word: the worst that is known of it. */

import type { CoverageValues } from '../tables/declarations/coverage.ts';

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
  /** The missing ones are too recent to count. */
  'fresh',
  /** Every listed call is stored. */
  'complete',
  /** Graph listed no call. */
  'empty',
] as const;
export type HourState = (typeof hourStates)[number];

export function hourState(hour: CoverageValues): HourState {
  const { AgedOutAt, CheckedAt, Listed = 0, Fresh = 0, Missing = 0, GivenUp = 0, Unlisted = 0 } = hour;
  if (AgedOutAt !== undefined) return 'agedOut';
  if (Missing > GivenUp) return 'missing';
  if (GivenUp > 0) return 'givenUp';
  if (Unlisted > 0) return 'hidden';
  if (CheckedAt === undefined) return 'unchecked';
  if (Fresh > 0) return 'fresh';
  return Listed > 0 ? 'complete' : 'empty';
}
