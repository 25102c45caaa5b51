/** Answers the two questions asked from outside: is it well, and how does it stand. */

import { type HealthReason, healthReasons, reasonsSeenIn } from './health-reasons.ts';
import type { Observation } from './observation.ts';
import { type Observing, observe } from './observe.ts';
import type { Expected, Reason } from './reason.ts';

/** For probes, which need no key: the codes that anyone may see, and nothing else. */
export interface Health {
  readonly status: 'healthy' | 'unhealthy';
  readonly reasons: ReadonlyArray<HealthReason>;
}

/** For operators, behind a function key: every reason, and the whole state. */
export interface StatusReport {
  readonly status: Health['status'];
  readonly reasons: ReadonlyArray<
    Pick<Reason, 'remedy' | 'next'> & {
      readonly code: HealthReason;
      readonly evidence: string | undefined;
    }
  >;
  readonly state: Observation;
  /** What `npm start` gave to the pipeline that it runs. */
  readonly nonce: string | undefined;
}

export interface HealthReports {
  health(): Promise<Health>;
  statusReport(): Promise<StatusReport>;
}

/** One observation serves all who ask within this time: the endpoint is anonymous and must not multiply reads. */
const OBSERVE_EVERY_MS = 10_000;

/** A probe is answered within five seconds, whatever storage does. */
const OBSERVE_WITHIN_MS = 4_000;

export function createHealthReports(observing: Observing, nonce?: string): HealthReports {
  const { clock } = observing.store;
  let last: { readonly at: number; readonly state: Promise<Observation> } | undefined;

  function recentState(): Promise<Observation> {
    const now = clock.now().getTime();
    if (last === undefined || Math.abs(now - last.at) >= OBSERVE_EVERY_MS)
      last = {
        at: now,
        state: clock.withDeadline(OBSERVE_WITHIN_MS, (signal) => observe(observing, signal)),
      };
    return last.state;
  }

  return {
    async health() {
      const seen = reasonsSeenIn(await recentState(), observing);
      const reasons = seen.filter((code) => healthReasons[code].shownTo === 'anyone');
      return { status: statusOf(reasons), reasons };
    },
    async statusReport() {
      return { ...reportOf(await recentState(), observing), nonce };
    },
  };
}

/** What is reported of an observation. */
export function reportOf(state: Observation, expected: Expected): Omit<StatusReport, 'nonce'> {
  const seen = reasonsSeenIn(state, expected);
  const reasons = seen.map((code) => {
    const { evidence, remedy, next } = healthReasons[code];
    return { code, evidence: evidence?.(state), remedy, next };
  });
  return { status: statusOf(seen), reasons, state };
}

function statusOf(reasons: ReadonlyArray<HealthReason>): Health['status'] {
  return reasons.length === 0 ? 'healthy' : 'unhealthy';
}
