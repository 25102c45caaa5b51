/** How far the tests explore, and how far they can be asked to. */

import type { Limits } from '../explore.ts';

const TWO_SWITCHES: Limits = { switches: 2, crashes: 0, lostReplies: 1 };
const SWITCH_AND_CRASH: Limits = { switches: 1, crashes: 1, lostReplies: 0 };
const TWO_SWITCHES_AND_CRASH: Limits = { switches: 2, crashes: 1, lostReplies: 0 };

/** Whether everything was asked for. */
export const IS_THOROUGH = process.env.EXPLORE === 'thorough';

/** All at once. With the rest of EXPLORE=thorough it makes 19 million states: 74 minutes of a busy machine, 3 GB of memory. */
const EVERYTHING: Limits = { switches: 2, crashes: 1, lostReplies: 1 };

/**
 * Over a stored call both sweep, and there are ten times as many states: EXPLORE=thorough for all of them. The timer
 * forget asks for so much that two switches and a crash take minutes. A refused call is not swapped, so no reply of a swap is lost.
 */
export const LIMITS = {
  newCall: IS_THOROUGH ? [EVERYTHING] : [TWO_SWITCHES, TWO_SWITCHES_AND_CRASH],
  storedCall: IS_THOROUGH ? [EVERYTHING] : [TWO_SWITCHES, SWITCH_AND_CRASH],
  deletion: [TWO_SWITCHES_AND_CRASH],
  erasure: IS_THOROUGH ? [TWO_SWITCHES_AND_CRASH] : [SWITCH_AND_CRASH],
  exclusion: [TWO_SWITCHES, SWITCH_AND_CRASH],
  lift: [TWO_SWITCHES, SWITCH_AND_CRASH],
} as const satisfies Readonly<Record<string, ReadonlyArray<Limits>>>;

/** Of one exploration on a busy machine. The longest that EXPLORE=thorough asks for took 14 minutes of one. */
export const TIME_LIMIT_MS = (IS_THOROUGH ? 180 : 30) * 60_000;

export function inWords({ switches, crashes, lostReplies }: Limits): string {
  return `switches ≤ ${switches}, crashes ≤ ${crashes}, lost replies ≤ ${lostReplies}`;
}
