/** The words of the doctor: a check looks at one thing, and has one finding. */

import type { Examination } from './examination.ts';

/** Stable: programs that read `--json` name them. */
export type CheckId =
  | 'settings'
  | 'clientState'
  | 'tables'
  | 'tablesRead'
  | 'tablesThere'
  | 'tablesWrite'
  | 'tablesDelete'
  | 'queues'
  | 'queuesRead'
  | 'queuesThere'
  | 'queueSend'
  | 'queueDelete'
  | 'hostStorage'
  | 'token'
  | 'role'
  | 'graph'
  | 'notifications'
  | 'lifecycle'
  | 'reachedByGraph'
  | 'subscription'
  | 'otherSubscriptions'
  | 'maintain'
  | 'reconcile'
  | 'lastNotification'
  | 'lastStored'
  | 'coverage'
  | 'health';

/** Where a fault lies, which decides who can mend it. */
export type FaultKind =
  /** A setting is missing or wrong. */
  | 'settings'
  /** There is no way to the service: name, route, time, certificate. */
  | 'network'
  /** The service does not accept who asks. */
  | 'credentials'
  /** The service knows who asks, and does not let them. */
  | 'permission'
  /** A table or queue is not there. */
  | 'missing'
  /** Graph asks for patience. */
  | 'throttled'
  /** The service itself fails. */
  | 'service'
  /** The webhook does not answer as Graph wants it. */
  | 'callback'
  /** The subscription in Graph is not as it should be. */
  | 'subscription'
  /** Everything can be reached, and call records do not flow. */
  | 'pipeline';

export interface Fault {
  readonly status: 'fail';
  readonly kind: FaultKind;
  /** What was seen: no secret, and nothing of anybody's call. */
  readonly evidence: string;
  /** What to do. */
  readonly remedy: string;
}

export type Finding =
  /** `advice`: what is worth knowing although it works. */
  | { readonly status: 'pass'; readonly evidence: string; readonly advice?: string }
  | Fault
  /** `because`: the check whose fault hides the answer. `remedy`: how else to find out. */
  | {
      readonly status: 'unknown';
      readonly evidence: string;
      readonly remedy?: string;
      readonly because?: CheckId;
    };

export interface Check {
  readonly id: CheckId;
  /** Under which heading it is shown. */
  readonly about: 'Settings' | 'Storage' | 'Graph' | 'Webhook' | 'Subscription' | 'Call records';
  /** Up to 20 characters. */
  readonly title: string;
  /** When one of these has a fault, or is itself unknown because of one, there is nothing to be seen here. */
  readonly needs: ReadonlyArray<CheckId>;
  /** `findings`: those of the checks before. */
  run(examination: Examination, findings: ReadonlyMap<CheckId, Finding>): Promise<Finding>;
}

export function pass(evidence: string, advice?: string): Finding {
  return { status: 'pass', evidence, ...(advice === undefined ? {} : { advice }) };
}

export function fail(kind: FaultKind, evidence: string, remedy: string): Fault {
  return { status: 'fail', kind, evidence, remedy };
}

export function unknown(evidence: string, remedy?: string): Finding {
  return { status: 'unknown', evidence, ...(remedy === undefined ? {} : { remedy }) };
}
