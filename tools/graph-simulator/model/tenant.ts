/**
 * A tenant in a box: Graph's call records and change notifications as a deterministic model. It has no timers, no
 * I/O of its own and no clock but the one it is given: the same seed, clock and requests give the same bytes.
 *
 * It simulates what a client of call records can see of Graph. It does not simulate Entra ID (one fixed token),
 * other resources, $batch, delta queries, rich notifications, or the PSTN and direct routing call logs.
 */

import { Agenda } from './agenda.ts';
import { DEFAULT_BEHAVIOUR, type GraphBehaviour } from './behaviour.ts';
import { BackgroundCalls } from './calls/background.ts';
import type { Call, CallSpec, VersionSpec } from './calls/call.ts';
import { CallRegister } from './calls/call-register.ts';
import { type TrueCall, trueCall, wholeRecord } from './calls/truth.ts';
import { type Listener, Listeners } from './events.ts';
import { type FaultOptions, FaultSet } from './faults/fault-set.ts';
import type { TenantFault } from './faults/fault-table.ts';
import { Notifier } from './notifications/notifier.ts';
import { Outbox } from './notifications/outbox.ts';
import type { GraphRequest, GraphResponse } from './odata/response.ts';
import { Random } from './random.ts';
import type { CallRecordContent } from './records/content.ts';
import type { CallKind } from './records/kinds.ts';
import { Directory } from './records/people.ts';
import { Responder } from './responder.ts';
import { SubscriptionAnswers } from './subscription-answers.ts';
import { SubscriptionRegister } from './subscriptions/subscription-register.ts';
import type { Transport } from './transport.ts';

export const DEFAULT_TENANT_ID = '3c9a1f0e-7b52-4d8e-9a64-1f2e5b7c8d90';

export interface TenantOptions {
  /** Everything that is drawn follows from it. */
  readonly seed: number;
  readonly clock: { now(): Date };
  readonly transport: Transport;
  readonly tenantId?: string;
  /**
   * How many times faster Graph does what it does by itself: latency, later versions, delays, retries, the slow and
   * drop states. What lies between Graph and a client stays in real time: Retry-After, limits, expiry, time limits.
   */
  readonly speed?: number;
  /** Calls that happen by themselves. */
  readonly callsPerMinute?: number;
  readonly behaviour?: Partial<GraphBehaviour>;
}

export interface SimulatedTenant {
  readonly tenantId: string;
  readonly faults: FaultSet;

  /** Answers any request to Graph. Asynchronous only because subscribing asks the webhook to prove itself. */
  respond(request: GraphRequest): Promise<GraphResponse>;

  /** When something will happen by itself next; undefined when nothing will. It may lie in the past. */
  nextDueAt(): Date | undefined;
  /** Lets everything due happen and sends what is to be sent; returns how many things happened, after the answers. */
  deliverDue(): Promise<number>;

  /** A call ends: now, or at `endedAt`. Without a kind one is drawn. */
  startCall(spec?: CallKind | CallSpec): TrueCall;
  /** A record from elsewhere becomes a call of this tenant, readable and notified now. */
  adoptRecord(callId: string, version: number, content: CallRecordContent): TrueCall;
  /** Publishes the next version of a record now and notifies of it. */
  publishVersion(callId: string, spec?: VersionSpec & { readonly notify?: boolean }): TrueCall;
  /** Calls that happen by themselves from now on, so many a minute on average; 0 stops them. */
  setBackground(callsPerMinute: number): void;
  /** Somebody who is not Graph posts notifications of this call to every webhook (by default of a call unknown to anybody). */
  forgeNotification(callId?: string): void;

  /** What a perfect pipeline would have stored by now, in the order in which the calls were made. */
  truth(): ReadonlyArray<TrueCall>;
  /**
   * The record with all participants and sessions in one document, of its newest version or of the one asked for:
   * what a client assembles that sends `Prefer: include-unknown-enum-members`. Undefined when there is none.
   */
  recordOf(callId: string, version?: number): object | undefined;

  /** Hears everything that happens; returns a function that ends the listening. */
  on(listener: Listener): () => void;
}

export function createTenant(options: TenantOptions): SimulatedTenant {
  return new Tenant(options);
}

class Tenant implements SimulatedTenant {
  readonly tenantId: string;
  readonly faults: FaultSet;
  readonly #clock: TenantOptions['clock'];
  readonly #random: Random;
  readonly #agenda = new Agenda();
  readonly #listeners = new Listeners();
  readonly #calls: CallRegister;
  readonly #background: BackgroundCalls;
  readonly #subscriptions: SubscriptionRegister;
  readonly #outbox: Outbox;
  readonly #notifier: Notifier;
  readonly #responder: Responder;

  constructor({
    seed,
    clock,
    transport,
    tenantId = DEFAULT_TENANT_ID,
    speed = 1,
    callsPerMinute = 0,
    behaviour,
  }: TenantOptions) {
    this.tenantId = tenantId;
    this.#clock = clock;
    const random = Random.seeded(seed);
    this.#random = random.fork('tenant');
    const agreed: GraphBehaviour = { ...DEFAULT_BEHAVIOUR, ...behaviour };
    const now = (): number => clock.now().getTime();
    const { emit } = this.#listeners;
    this.faults = new FaultSet((name, fault) => this.#strike(name, fault));
    this.#outbox = new Outbox({
      random: random.fork('outbox'),
      transport,
      now,
      speed,
      maximumBatch: agreed.maximumBatch,
      slowAndDropStates: agreed.slowAndDropStates,
      emit,
      onAccepted: ({ callId, forged }) => this.#count(callId, forged, 'accepted'),
      onDropped: ({ callId, forged }) => this.#count(callId, forged, 'dropped'),
    });
    this.#subscriptions = new SubscriptionRegister({
      agenda: this.#agenda,
      emit,
      onReminder: (subscription, at) => this.#notifier.lifecycle(subscription, 'reauthorizationRequired', at),
      onGone: ({ id }, at) => this.#outbox.forget(id, at),
    });
    this.#notifier = new Notifier({
      random: random.fork('notifier'),
      tenantId,
      behaviour: agreed,
      speed,
      faults: this.faults,
      outbox: this.#outbox,
      subscriptions: () => this.#subscriptions.live(),
    });
    this.#calls = new CallRegister({
      random: random.fork('calls'),
      directory: new Directory(random.fork('directory'), tenantId),
      agenda: this.#agenda,
      behaviour: agreed,
      speed,
      emit,
      notify: (call, at) => this.#notifier.callChanged(call, at),
    });
    this.#background = new BackgroundCalls(this.#agenda, random.fork('background'), (at) =>
      this.#calls.start({}, at),
    );
    this.#background.set(callsPerMinute, now());
    this.#responder = new Responder({
      random: random.fork('responder'),
      now,
      calls: this.#calls,
      subscriptions: new SubscriptionAnswers({
        random: random.fork('subscriptions'),
        subscriptions: this.#subscriptions,
        outbox: this.#outbox,
        transport,
        behaviour: agreed,
        now,
        emit,
      }),
      faults: this.faults,
      throttling: agreed.throttling,
      emit,
      publishVersion: (callId) => this.publishVersion(callId),
    });
  }

  async respond(request: GraphRequest): Promise<GraphResponse> {
    this.#advance();
    return await this.#responder.respond(request);
  }

  nextDueAt(): Date | undefined {
    const times = [this.#agenda.nextAt(), this.#outbox.nextAt()].filter((time) => time !== undefined);
    return times.length === 0 ? undefined : new Date(Math.min(...times));
  }

  async deliverDue(): Promise<number> {
    let happened = 0;
    for (;;) {
      const round = this.#advance() + (await this.#outbox.sendDue());
      if (round === 0) return happened;
      happened += round;
    }
  }

  startCall(spec: CallKind | CallSpec = {}): TrueCall {
    this.#advance();
    const call = this.#calls.start(typeof spec === 'string' ? { kind: spec } : spec, this.#now());
    this.#advance();
    return trueCall(call);
  }

  adoptRecord(callId: string, version: number, content: CallRecordContent): TrueCall {
    this.#advance();
    const call = this.#calls.adopt(callId, version, content, this.#now());
    this.#advance();
    return trueCall(call);
  }

  publishVersion(
    callId: string,
    { notify = true, ...spec }: VersionSpec & { readonly notify?: boolean } = {},
  ): TrueCall {
    this.#advance();
    const call = this.#known(callId);
    this.#calls.publish(call, spec, this.#now());
    if (notify) this.#notifier.callChanged(call, this.#now());
    return trueCall(call);
  }

  setBackground(callsPerMinute: number): void {
    this.#advance();
    this.#background.set(callsPerMinute, this.#now());
  }

  forgeNotification(callId?: string): void {
    this.#notifier.forge(callId ?? this.#random.guid(), this.#now());
  }

  truth(): ReadonlyArray<TrueCall> {
    this.#advance();
    return [...this.#calls.all()].map(trueCall);
  }

  recordOf(callId: string, version?: number): object | undefined {
    this.#advance();
    const call = this.#calls.find(callId);
    const published = call?.published.findLast(
      (candidate) => version === undefined || candidate.version === version,
    );
    return call === undefined || published === undefined ? undefined : wholeRecord(call, published);
  }

  on(listener: Listener): () => void {
    return this.#listeners.add(listener);
  }

  #now(): number {
    return this.#clock.now().getTime();
  }

  #advance(): number {
    return this.#agenda.advance(this.#now());
  }

  #known(callId: string): Call {
    const call = this.#calls.find(callId);
    if (call === undefined) throw new Error(`No call has the id ${callId}.`);
    return call;
  }

  #count(callId: string | undefined, forged: boolean, what: 'accepted' | 'dropped'): void {
    const call = callId === undefined || forged ? undefined : this.#calls.find(callId);
    if (call !== undefined) call.notifications[what] += 1;
  }

  #strike(name: TenantFault, { callId }: FaultOptions): void {
    this.#advance();
    const at = this.#now();
    if (name === 'notification-forged') {
      this.forgeNotification(callId);
      return;
    }
    for (const subscription of this.#subscriptions.live()) {
      switch (name) {
        case 'subscription-removed':
          this.#subscriptions.remove(subscription.id, at, true);
          break;
        case 'lifecycle-subscription-removed':
          this.#subscriptions.remove(subscription.id, at, true);
          this.#notifier.lifecycle(subscription, 'subscriptionRemoved', at);
          break;
        case 'lifecycle-reauthorization-required':
          this.#outbox.pause(subscription.id);
          this.#notifier.lifecycle(subscription, 'reauthorizationRequired', at);
          break;
        case 'lifecycle-missed':
          this.#notifier.lifecycle(subscription, 'missed', at);
          break;
      }
    }
  }
}
