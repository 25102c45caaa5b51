/** Answers the two questions asked from outside: is it well, and how does it stand. */

import { judgeHealth } from './health.ts';
import { type HealthReason, healthReasons } from './health-reasons.ts';
import { type Observing, observe, type PipelineState } from './observe.ts';

/** For probes, which need no key: the judgement and nothing else. */
export interface Health {
  readonly status: 'healthy' | 'unhealthy';
  readonly reasons: ReadonlyArray<HealthReason>;
}

/** For operators, behind a function key. */
export interface StatusReport {
  readonly status: Health['status'];
  readonly reasons: ReadonlyArray<{
    readonly code: HealthReason;
    readonly remedy: string;
    /** The command to type next. */
    readonly next: string;
  }>;
  readonly state: PipelineState;
  /** What `npm start` gave to the pipeline that it runs. */
  readonly nonce: string | undefined;
}

export interface HealthReports {
  health(): Promise<Health>;
  statusReport(): Promise<StatusReport>;
}

/** One observation serves all who ask within this time: the endpoint is anonymous and must not multiply reads. */
const OBSERVE_EVERY_MS = 10_000;

export function createHealthReports(observing: Observing, nonce?: string): HealthReports {
  const { clock } = observing.store;
  let last: { readonly at: number; readonly state: Promise<PipelineState> } | undefined;

  function recentState(): Promise<PipelineState> {
    const now = clock.now().getTime();
    if (last === undefined || now - last.at >= OBSERVE_EVERY_MS)
      last = { at: now, state: observe(observing) };
    return last.state;
  }

  async function current() {
    const state = await recentState();
    const reasons = judgeHealth(state, observing);
    const status: Health['status'] = reasons.length === 0 ? 'healthy' : 'unhealthy';
    return { state, reasons, status };
  }

  return {
    async health() {
      const { status, reasons } = await current();
      return { status, reasons };
    },
    async statusReport() {
      const { status, reasons, state } = await current();
      return { status, reasons: reasons.map((code) => ({ code, ...healthReasons[code] })), state, nonce };
    },
  };
}
