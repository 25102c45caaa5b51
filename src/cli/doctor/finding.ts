/** What a check of the doctor can find. */

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
  | 'tenant'
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
  | 'leftOut'
  | 'health';

/** Where a fault lies, which decides who can fix it. */
export type FaultKind =
  /** A setting is missing or wrong. */
  | 'settings'
  /** The service cannot be reached: name, route, time, certificate. */
  | 'network'
  /** The service does not accept the key, the signature or the sign-in. */
  | 'credentials'
  /** The service knows the caller and refuses the request. */
  | 'permission'
  /** A table or queue does not exist. */
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
  /** What was seen: no secret, and nothing about anybody's call. */
  readonly evidence: string;
  /** What to do. */
  readonly remedy: string;
}

export type Finding =
  /** `advice`: what is worth knowing although it works. */
  | { readonly status: 'pass'; readonly evidence: string; readonly advice?: string }
  | Fault
  /** `because`: the check that explains it. `remedy`: how else to find out. */
  | {
      readonly status: 'unknown';
      readonly evidence: string;
      readonly remedy?: string;
      readonly because?: CheckId;
    }
  /** Not looked at: a fault that another check found makes it impossible. */
  | { readonly status: 'hidden'; readonly because: CheckId };

export type Findings = ReadonlyMap<CheckId, Finding>;

export function pass(evidence: string, advice?: string): Finding {
  return { status: 'pass', evidence, ...(advice === undefined ? {} : { advice }) };
}

export function fail(kind: FaultKind, evidence: string, remedy: string): Fault {
  return { status: 'fail', kind, evidence, remedy };
}

export function unknown(evidence: string, remedy?: string): Finding {
  return { status: 'unknown', evidence, ...(remedy === undefined ? {} : { remedy }) };
}

export function hidden(because: CheckId): Finding {
  return { status: 'hidden', because };
}
