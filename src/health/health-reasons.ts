/** Every reason for which health fails: one table, by subject. */

import type { Observation } from './observation.ts';
import type { Expected, Reason } from './reason.ts';
import { coverageReasons } from './reasons/coverage.ts';
import { graphReasons } from './reasons/graph.ts';
import { retentionReasons } from './reasons/retention.ts';
import { storageReasons } from './reasons/storage.ts';
import { subscriptionReasons } from './reasons/subscription.ts';
import { timerReasons } from './reasons/timers.ts';
import { waitingReasons } from './reasons/waiting.ts';

const reasons = {
  ...storageReasons,
  ...graphReasons,
  ...subscriptionReasons,
  ...timerReasons,
  ...coverageReasons,
  ...waitingReasons,
  ...retentionReasons,
};

export type HealthReason = keyof typeof reasons;

export const healthReasons: Readonly<Record<HealthReason, Reason>> = reasons;

/** The reasons that an observation shows, in the order of the table; none when all is well. */
export function reasonsSeenIn(observed: Observation, expected: Expected): ReadonlyArray<HealthReason> {
  // Without tables nothing is said that only they could tell.
  const known: object = observed.tablesReachable ? healthReasons : storageReasons;
  return (Object.keys(known) as Array<HealthReason>).filter((code) =>
    healthReasons[code].holds(observed, expected),
  );
}
