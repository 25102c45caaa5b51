/**
 * A tenant in a box: Graph's call records and change notifications as a deterministic model. It has no timers, no
 * I/O of its own and no clock but the one it is given: the same seed, clock and requests give the same bytes.
 *
 * It simulates what a client of call records can see of Graph. It does not simulate Entra ID (one fixed token),
 * other resources, $batch, delta queries, rich notifications, or the PSTN and direct routing call logs.
 */

import type { TenantId } from '../../src/language/identifiers.ts';
import { Agenda } from '../agenda.ts';
import { Random } from '../random.ts';
import { Responder } from './answers/responder.ts';
import { DEFAULT_BEHAVIOUR, type GraphBehaviour } from './behaviour.ts';
import type { CallSpec, TrueCall, VersionSpec } from './call.ts';
import type { CallKind } from './call-kinds.ts';
import type { CallRecordContent } from './call-record-content.ts';
import { happenByThemselves } from './calls/background.ts';
import { CallRegister } from './calls/call-register.ts';
import type { Period } from './calls/drawn-call.ts';
import { trueCall, wholeRecord } from './calls/truth.ts';
import { type Listener, TenantEvents } from './events.ts';
import { FaultSet } from './faults/fault-set.ts';
import { TenantFaults } from './faults/tenant-faults.ts';
import { Notifier } from './notifications/notifier.ts';
import { Outbox } from './notifications/outbox.ts';
import type { PlantedCause } from './office/causes.ts';
import { Office } from './office/office.ts';
import { Directory } from './records/people.ts';
import { Subscriptions } from './subscriptions/subscriptions.ts';
import type { TenantContext } from './tenant-context.ts';
import type { GraphRequest, GraphResponse, Transport } from './transport.ts';

const TENANT_ID = '3c9a1f0e-7b52-4d8e-9a64-1f2e5b7c8d90' as TenantId;

export interface TenantOptions {
  /** Everything that is drawn follows from it. */
  readonly seed: number;
  readonly clock: { now(): Date };
  readonly transport: Transport;
  /**
   * How many times faster Graph does what it does by itself: latency, later versions, delays, retries, the slow and
   * drop states. What lies between Graph and a client stays in real time: Retry-After, limits, expiry, time limits.
   */
  readonly speed?: number;
  /** Calls that happen by themselves, on average. */
  readonly callsPerMinute?: number;
  readonly behaviour?: Partial<GraphBehaviour>;
  /** Whether a building, a headset, the VPN, a platform and an hour are bad, as by default. */
  readonly plantsCauses?: boolean;
  /**
   * Hours that lie behind, over which calls that end now are dated. When their records can be read, are notified and
   * change counts from now all the same.
   */
  readonly datedOver?: Period;
  /** Who takes part in its calls. */
  readonly people?: typeof Directory;
}

export function createTenant(options: TenantOptions): SimulatedTenant {
  return new SimulatedTenant(options);
}

export type { PlantedCause, SimulatedTenant };

class SimulatedTenant {
  readonly tenantId = TENANT_ID;
  /** What makes streams poor that share it; empty when nothing was planted. */
  readonly plantedCauses: ReadonlyArray<PlantedCause>;
  readonly faults: FaultSet;
  readonly #context: TenantContext;
  readonly #outbox: Outbox;
  readonly #notifier: Notifier;
  readonly #calls: CallRegister;
  readonly #responder: Responder;

  constructor(options: TenantOptions) {
    const { seed, clock, transport, speed = 1, callsPerMinute = 0 } = options;
    const { plantsCauses = true, datedOver, people = Directory } = options;
    const context: TenantContext = {
      tenantId: this.tenantId,
      random: Random.seeded(seed),
      now: () => clock.now().getTime(),
      speed,
      behaviour: { ...DEFAULT_BEHAVIOUR, ...options.behaviour },
      transport,
      agenda: new Agenda(),
      events: new TenantEvents(),
    };
    this.#context = context;
    const subscriptions = new Subscriptions(context, (subscription, at) =>
      notifier.lifecycle(subscription, 'reauthorizationRequired', at),
    );
    const outbox = new Outbox(context);
    const faults = new FaultSet((name, fault) => tenantFaults.add(name, fault));
    const notifier = new Notifier(context, { faults, outbox, subscriptions });
    const tenantFaults = new TenantFaults(context, { subscriptions, outbox, notifier });
    const opensAt = datedOver?.from ?? context.now();
    const office = new Office(context.random.fork('office'), { plantsCauses, opensAt });
    const calls = new CallRegister(context, { office, datedOver, people }, (call, at) =>
      notifier.callChanged(call, at),
    );
    this.plantedCauses = office.plantedCauses;
    this.faults = faults;
    this.#outbox = outbox;
    this.#notifier = notifier;
    this.#calls = calls;
    happenByThemselves(context, callsPerMinute, (at) => calls.start({}, at));
    this.#responder = new Responder(context, {
      calls,
      subscriptions,
      faults,
      publishVersion: (callId) => this.publishVersion(callId),
    });
  }

  /** Answers any request to Graph. Asynchronous only because subscribing asks the webhook to prove itself. */
  async respond(request: GraphRequest): Promise<GraphResponse> {
    this.#advance();
    return await this.#responder.respond(request);
  }

  /** When something will happen by itself next; undefined when nothing will. It may lie in the past. */
  nextDueAt(): Date | undefined {
    const times = [this.#context.agenda.nextAt(), this.#outbox.nextAt()].filter((time) => time !== undefined);
    return times.length === 0 ? undefined : new Date(Math.min(...times));
  }

  /** Lets everything due happen and sends what is to be sent; returns how many things happened, after the responses. */
  async deliverDue(): Promise<number> {
    let happened = 0;
    for (;;) {
      const round = this.#advance() + (await this.#outbox.sendDue());
      if (round === 0) return happened;
      happened += round;
    }
  }

  /** A call ends: now, or at `endedAt`. Without a kind one is drawn. */
  startCall(spec: CallKind | CallSpec = {}): TrueCall {
    this.#advance();
    const call = this.#calls.start(typeof spec === 'string' ? { kind: spec } : spec, this.#context.now());
    this.#advance();
    return trueCall(call);
  }

  /** A record from elsewhere becomes a call of this tenant, readable and notified now. */
  adoptRecord(callId: string, content: CallRecordContent, version: VersionSpec = {}): TrueCall {
    this.#advance();
    const call = this.#calls.adopt(callId, content, version, this.#context.now());
    this.#advance();
    return trueCall(call);
  }

  /** Publishes the next version of a record now and notifies of it. */
  publishVersion(
    callId: string,
    { notify = true, ...spec }: VersionSpec & { readonly notify?: boolean } = {},
  ): TrueCall {
    this.#advance();
    const call = this.#calls.find(callId);
    if (call === undefined) throw new Error(`No call has the id ${callId}.`);
    this.#calls.publish(call, spec, this.#context.now());
    if (notify) this.#notifier.callChanged(call, this.#context.now());
    return trueCall(call);
  }

  /** Posts a notification that Graph did not send to every webhook, of this call or of one that does not exist. */
  forgeNotification(callId?: string): void {
    this.faults.add('notification-forged', callId === undefined ? {} : { callId });
  }

  /** What a perfect pipeline would have stored by now, in the order in which the calls were made. */
  truth(): ReadonlyArray<TrueCall> {
    this.#advance();
    return [...this.#calls.all()].map(trueCall);
  }

  /**
   * The record with all participants and sessions in one document, of its newest version or of the one asked for:
   * what a client assembles that sends `Prefer: include-unknown-enum-members`. Undefined when there is none.
   */
  recordOf(callId: string, version?: number): object | undefined {
    this.#advance();
    const call = this.#calls.find(callId);
    const published = call?.published.findLast(
      (candidate) => version === undefined || candidate.version === version,
    );
    return call === undefined || published === undefined ? undefined : wholeRecord(call, published);
  }

  /** Hears everything that happens; returns a function that ends the listening. */
  on(listener: Listener): () => void {
    return this.#context.events.listen(listener);
  }

  #advance(): number {
    return this.#context.agenda.advance(this.#context.now());
  }
}
