/** The faults that are waiting for something to disturb. */

import {
  type DisturbableRequest,
  type FaultName,
  type FaultOptions,
  type FaultTarget,
  isTenantFault,
  type NotificationFault,
  type RequestFault,
  type TenantFault,
  targetOf,
} from '../faults.ts';

export interface Fault<Name extends FaultName = FaultName> {
  readonly name: Name;
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
    const remove = () => this.#waiting.delete(fault);
    const fault: WaitingFault = { name, options, remaining: count, remove };
    if (!isTenantFault(name)) {
      this.#waiting.add(fault);
      return fault;
    }
    for (; fault.remaining > 0 && Number.isFinite(count); fault.remaining -= 1)
      this.#strikeTenant(name, options);
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
  takeForRequest<Name extends RequestFault>(
    names: ReadonlyArray<Name>,
    request: DisturbableRequest,
    now: number,
  ): Fault<Name> | undefined {
    return this.#take(names, now, ({ name, options }) => meets(name, options, request));
  }

  /** Strikes with the first waiting fault of that name that meets a notification about this call. */
  takeForNotification(name: NotificationFault, callId: string, now: number): boolean {
    return this.#take([name], now, ({ options }) => (options.callId ?? callId) === callId) !== undefined;
  }

  #take<Name extends FaultName>(
    names: ReadonlyArray<Name>,
    now: number,
    strikes: (fault: Fault<Name>) => boolean,
  ): Fault<Name> | undefined {
    for (const fault of this.#waiting) {
      const { from, until } = fault.options;
      if (until !== undefined && until.getTime() <= now) {
        fault.remove();
        continue;
      }
      if ((from !== undefined && from.getTime() > now) || !isNamed(fault, names) || !strikes(fault)) continue;
      fault.remaining -= 1;
      if (fault.remaining <= 0) fault.remove();
      return fault;
    }
    return undefined;
  }
}

function isNamed<Name extends FaultName>(
  fault: WaitingFault,
  names: ReadonlyArray<Name>,
): fault is WaitingFault & Fault<Name> {
  return names.some((name) => name === fault.name);
}

function meets(name: RequestFault, options: FaultOptions, request: DisturbableRequest): boolean {
  const { operation } = request;
  const { target = targetOf(name), callId, when } = options;
  if (!isTarget(target, operation.kind)) return false;
  if (callId !== undefined && !('callId' in operation && operation.callId === callId)) return false;
  return when?.(request) ?? true;
}

function isTarget(target: FaultTarget, kind: DisturbableRequest['operation']['kind']): boolean {
  switch (target) {
    case 'any':
      return true;
    case 'subscriptionList':
      return kind === 'listSubscriptions';
    case 'creations':
      return kind === 'createSubscription';
    case 'renewals':
      return kind === 'updateSubscription';
    case 'subscriptions':
      return kind.toLowerCase().includes('subscription');
    case 'lists':
      return kind === 'listCallRecords';
    case 'callRecords':
      return ['listCallRecords', 'getCallRecord', 'listSessions', 'listParticipants'].includes(kind);
  }
}
