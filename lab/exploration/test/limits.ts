/** How far the tests explore, and how far they can be asked to. */

import type { Limits } from '../explore.ts';

const TWO_SWITCHES: Limits = { switches: 2, crashes: 0, lostReplies: 1 };
const SWITCH_AND_CRASH: Limits = { switches: 1, crashes: 1, lostReplies: 0 };
const TWO_SWITCHES_AND_CRASH: Limits = { switches: 2, crashes: 1, lostReplies: 0 };

/** Whether everything was asked for. */
export const IS_THOROUGH = process.env.EXPLORE === 'thorough';

/** All at once: some 3.8 million states, a few minutes and 3 GB of memory. */
const EVERYTHING: Limits = { switches: 2, crashes: 1, lostReplies: 1 };

/** Over a stored call both sweep, and there are ten times as many states: EXPLORE=thorough for all of them. */
export const LIMITS = {
  newCall: chosen(TWO_SWITCHES, TWO_SWITCHES_AND_CRASH),
  storedCall: chosen(TWO_SWITCHES, SWITCH_AND_CRASH),
} as const;

/** Of the largest exploration that can be asked for, on a busy machine. */
export const TIME_LIMIT_MS = 30 * 60_000;

/** Each with its name. */
function chosen(...brief: ReadonlyArray<Limits>): ReadonlyArray<readonly [string, Limits]> {
  const limits = IS_THOROUGH ? [EVERYTHING] : brief;
  return limits.map((each) => [inWords(each), each]);
}

function inWords({ switches, crashes, lostReplies }: Limits): string {
  return `switches ≤ ${switches}, crashes ≤ ${crashes}, lost replies ≤ ${lostReplies}`;
}
