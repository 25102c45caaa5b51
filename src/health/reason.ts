/** What a reason of health is: what it is seen by, who may see it, and what to do about it. */

import type { Observation } from './observation.ts';

export interface Reason {
  /** Whether an observation shows it. */
  readonly holds: (observed: Observation, expected: Expected) => boolean;
  /** What exactly was seen, for operators. */
  readonly evidence?: (observed: Observation) => string | undefined;
  /**
   * `anyone`: probes get it without a key. `operators`: it needs one, and probes get no sign of it, because a stranger
   * could cause it, or learn from it.
   */
  readonly shownTo: 'anyone' | 'operators';
  /** The alert that covers it. */
  readonly alert: 'health-failing' | 'no-notifications' | 'dead-letters' | 'pending-too-old' | 'none';
  /** What to do, in plain sentences. */
  readonly remedy: string;
  /** The command to type next. */
  readonly next: `./callrecords ${'doctor' | 'subscription' | 'coverage' | 'pending' | 'dead-letters' | 'retention' | 'forget'}`;
}

/** What the settings make of an observation. */
export interface Expected {
  readonly latencyWindowMinutes: number;
}

/** Reasons by their codes, which are stable: alerts name them. */
export function declareReasons<Code extends string>(
  reasons: Readonly<Record<Code, Reason>>,
): Readonly<Record<Code, Reason>> {
  return reasons;
}

export function isOlderThan({ now }: Observation, instant: Date | undefined, milliseconds: number): boolean {
  return instant !== undefined && now.getTime() - instant.getTime() > milliseconds;
}
