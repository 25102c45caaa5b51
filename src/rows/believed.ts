/**
 * Which stored instants are believed. What a clock that was days ahead has noted would keep work waiting for days, or pass
 * for news: it counts as absent, and is written anew.
 */

import { DAY_MS, HOUR_MS, MINUTE_MS } from '../language/milliseconds.ts';
import { type Clock, isBelievable } from '../ports/clock.ts';
import { LONGEST_PAUSE_MS, SUBSCRIPTION_LIVES_MS } from '../ports/graph.ts';
import type { StatusAspect } from '../tables/declarations/pipeline-status.ts';
import type { IsBelieved } from './partition.ts';

/** How far ahead NotBefore may lie. All other instants of PipelineStatus have passed when they are noted. */
const LONGEST_WAITS_MS: Readonly<Partial<Record<StatusAspect, number>>> = {
  throttle: LONGEST_PAUSE_MS,
  subscription: LONGEST_PAUSE_MS,
  reconcile: LONGEST_PAUSE_MS,
  // Ten times what a pass takes, which ends after eight minutes.
  summarize: 2 * HOUR_MS,
  retain: 10 * MINUTE_MS,
  forget: 10 * MINUTE_MS,
};

export function ofStatus(clock: Clock): IsBelieved {
  return (aspect, column, noted) => {
    const waits = column === 'NotBefore' ? LONGEST_WAITS_MS[aspect as StatusAspect] : 0;
    return isBelievable(noted, clock.now(), waits);
  };
}

/** Graph says when a subscription ends; all else has happened. */
export function ofSubscription(clock: Clock): IsBelieved {
  return (_id, column, noted) =>
    isBelievable(noted, clock.now(), column === 'ExpirationDateTime' ? SUBSCRIPTION_LIVES_MS : 0);
}

/** The longest that a pending call waits: an incomplete one for a day, a refused one for as long as Graph may say. */
export const PENDING_WAITS_MS = Math.max(LONGEST_PAUSE_MS, DAY_MS);
