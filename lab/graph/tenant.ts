/**
 * A tenant in a box: Graph's call records and change notifications as a deterministic model. It has no timers, no
 * I/O of its own and no clock but the one it is given: the same seed, clock and requests give the same bytes.
 *
 * It simulates what a client of call records can see of Graph. It does not simulate Entra ID (one fixed token),
 * other resources, $batch, delta queries, rich notifications, or the PSTN and direct routing call logs.
 */

import { Agenda } from '../agenda.ts';
import { Random } from '../random.ts';
import { Responder } from './answers/responder.ts';
import type { GraphRequest, GraphResponse } from './answers/response.ts';
import { SubscriptionAnswers } from './answers/subscriptions.ts';
import { DEFAULT_BEHAVIOUR, type GraphBehaviour } from './behaviour.ts';
import type { Call, CallSpec, VersionSpec } from './call.ts';
import type { CallKind } from './call-kinds.ts';
import { BackgroundCalls } from './calls/background.ts';
import { CallRegister } from './calls/call-register.ts';
import { type TrueCall, trueCall, wholeRecord } from './calls/truth.ts';
import { type Listener, Listeners } from './events.ts';
import { FaultSet } from './faults/fault-set.ts';
import { TenantFaults } from './faults/tenant-faults.ts';
import { Notifier } from './notifications/notifier.ts';
import { Outbox } from './notifications/outbox.ts';
import type { CallRecordContent } from './records/content.ts';
import { Directory } from './records/people.ts';
import { DEFAULT_TENANT_ID, type SimulatedTenant, type TenantOptions } from './simulated-tenant.ts';
import { SubscriptionRegister } from './subscriptions/subscription-register.ts';

export { DEFAULT_TENANT_ID, type SimulatedTenant, type TenantOptions } from './simulated-tenant.ts';

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
  readonly #tenantFaults: TenantFaults;
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
    this.faults = new FaultSet((name, fault) => this.#tenantFaults.add(name, fault, now()));
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
      onCreated: (at) => this.#tenantFaults.subscriptionCreated(at),
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
    this.#tenantFaults = new TenantFaults({
      agenda: this.#agenda,
      subscriptions: this.#subscriptions,
      outbox: this.#outbox,
      notifier: this.#notifier,
      unknownCallId: () => this.#random.guid(),
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
    this.faults.add('notification-forged', callId === undefined ? {} : { callId });
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
}
