/** The faults that are waiting for something to disturb. */

import type { Operation } from '../answers/operation.ts';
import {
  FAULTS,
  type FaultName,
  type FaultTarget,
  type NotificationFault,
  type RequestFault,
  type TenantFault,
} from '../faults.ts';

export interface FaultOptions {
  /** How often it strikes: 1, or without end when `until` is given. */
  readonly count?: number;
  /** The time in which it strikes: from the first moment, up to and without the last. */
  readonly from?: Date;
  readonly until?: Date;
  /** Other requests than the ones the table names. */
  readonly target?: FaultTarget;
  /** Only requests or notifications about this call. */
  readonly callId?: string;
  /** Only requests for which this holds. */
  readonly when?: (request: DisturbableRequest) => boolean;
  /** The Retry-After header of a throttled or unavailable answer, instead of the table's. */
  readonly retryAfter?: string;
}

export interface DisturbableRequest {
  readonly method: string;
  readonly operation: Operation;
  readonly url: string;
}

export interface Fault {
  readonly name: FaultName;
  readonly options: FaultOptions;
  /** How often it will still strike. */
  readonly remaining: number;
  remove(): void;
}

interface WaitingFault extends Fault {
  remaining: number;
}

export class FaultSet {
  readonly #waiting = new Set<WaitingFault>();
  readonly #strikeTenant: (name: TenantFault, options: FaultOptions) => void;

  /** `strikeTenant` carries out the faults that need nothing to disturb. */
  constructor(strikeTenant: (name: TenantFault, options: FaultOptions) => void) {
    this.#strikeTenant = strikeTenant;
  }

  /** Faults of the tenant itself strike at once; the others wait for what they disturb. */
  add(name: FaultName, options: FaultOptions = {}): Fault {
    const count = options.count ?? (options.until === undefined ? 1 : Number.POSITIVE_INFINITY);
    const fault: WaitingFault = {
      name,
      options,
      remaining: count,
      remove: () => this.#waiting.delete(fault),
    };
    if (isTenantFault(name)) {
      for (; fault.remaining > 0 && Number.isFinite(count); fault.remaining -= 1)
        this.#strikeTenant(name, options);
      return fault;
    }
    this.#waiting.add(fault);
    return fault;
  }

  /** Faults that have not struck as often as they will. */
  active(): ReadonlyArray<Fault> {
    return [...this.#waiting];
  }

  clear(): void {
    this.#waiting.clear();
  }

  /** Strikes with the first waiting fault among `names` that meets this request. */
  takeForRequest(
    names: ReadonlyArray<RequestFault>,
    request: DisturbableRequest,
    now: number,
  ): Fault | undefined {
    if (this.#waiting.size === 0) return undefined;
    return this.#take(now, (fault) => names.some((name) => name === fault.name) && meets(fault, request));
  }

  /** Strikes with the first waiting fault among `names` that meets a notification about this call. */
  takeForNotification(
    names: ReadonlyArray<NotificationFault>,
    callId: string,
    now: number,
  ): Fault | undefined {
    if (this.#waiting.size === 0) return undefined;
    return this.#take(
      now,
      ({ name, options }) => names.some((other) => other === name) && (options.callId ?? callId) === callId,
    );
  }

  #take(now: number, strikes: (fault: Fault) => boolean): Fault | undefined {
    for (const fault of this.#waiting) {
      const { from, until } = fault.options;
      if (until !== undefined && until.getTime() <= now) {
        this.#waiting.delete(fault);
        continue;
      }
      if ((from !== undefined && from.getTime() > now) || !strikes(fault)) continue;
      fault.remaining -= 1;
      if (fault.remaining <= 0) this.#waiting.delete(fault);
      return fault;
    }
    return undefined;
  }
}

function isTenantFault(name: FaultName): name is TenantFault {
  return FAULTS[name].place === 'tenant';
}

function meets({ name, options }: Fault, request: DisturbableRequest): boolean {
  const declared = FAULTS[name];
  const target = options.target ?? ('target' in declared ? declared.target : 'any');
  const { operation } = request;
  if (!isTarget(target, operation)) return false;
  if (options.callId !== undefined && !('callId' in operation && operation.callId === options.callId))
    return false;
  return options.when?.(request) ?? true;
}

function isTarget(target: FaultTarget, operation: Operation): boolean {
  switch (target) {
    case 'any':
      return true;
    case 'renewals':
      return operation.kind === 'updateSubscription';
    case 'subscriptions':
      return operation.kind.toLowerCase().includes('subscription');
    case 'callRecords':
      return operation.kind === 'listCallRecords' || 'callId' in operation;
  }
}
