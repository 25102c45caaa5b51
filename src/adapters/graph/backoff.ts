/** Waits for when Graph does not say how long. */

import type { Random } from '../../ports/random.ts';

export interface Backoff {
  readonly firstMilliseconds: number;
  readonly longestMilliseconds: number;
}

/** After a cut connection or a 5xx: a hiccup passes in a second, an outage is for the pending row to wait out. */
export const TRANSIENT_BACKOFF: Backoff = { firstMilliseconds: 500, longestMilliseconds: 8_000 };

/** After a 429 that names no time: every further request counts against the limit, so begin with seconds. */
export const THROTTLED_BACKOFF: Backoff = { firstMilliseconds: 4_000, longestMilliseconds: 60_000 };

/**
 * Milliseconds to wait before retry number `retry` (from 1): doubling, of which the upper half is left to chance,
 * so that instances refused together do not come back together.
 */
export function backoffMilliseconds(backoff: Backoff, retry: number, random: Random): number {
  const ceiling = Math.min(backoff.firstMilliseconds * 2 ** (retry - 1), backoff.longestMilliseconds);
  return Math.ceil(ceiling * (0.5 + random.fraction() / 2));
}
