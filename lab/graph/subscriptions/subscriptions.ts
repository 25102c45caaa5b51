/** The live subscriptions: created, renewed, deleted, expired, and reminded of their end. */

import { MINUTE_MS } from '../../../src/language/milliseconds.ts';
import type { Random } from '../../random.ts';
import { alreadyExists, QUOTA_REACHED } from '../faults/disturbed-answer.ts';
import { GraphError, type OperationResult } from '../operation-result.ts';
import type { TenantContext } from '../tenant-context.ts';
import { handshake } from './handshake.ts';
import { type Subscription, sameResource, subscriptionDocument } from './subscription.ts';
import { renewalRequest, type SubscriptionRequest, subscriptionRequest } from './subscription-request.ts';

/** "100 callRecord subscriptions per organization." */
const MOST_SUBSCRIPTIONS = 100;

/** reauthorizationRequired is sent near the end and again "every 15 minutes" (observed). */
const REMINDER_LEAD = 60 * MINUTE_MS;
const REMINDER_INTERVAL = 15 * MINUTE_MS;

export class Subscriptions {
  readonly #context: TenantContext;
  readonly #remind: (subscription: Subscription, at: number) => void;
  readonly #random: Random;
  readonly #application: { readonly applicationId: string; readonly creatorId: string };
  readonly #live = new Map<string, Subscription>();
  readonly #expired: Array<Subscription> = [];

  /** `remind` is called when a subscription nears its end. */
  constructor(context: TenantContext, remind: (subscription: Subscription, at: number) => void) {
    this.#context = context;
    this.#remind = remind;
    this.#random = context.random.fork('subscriptions');
    const applicationId = this.#random.fork('applicationId').guid();
    this.#application = { applicationId, creatorId: this.#random.fork('creatorId').guid() };
  }

  live(): ReadonlyArray<Subscription> {
    return [...this.#live.values()];
  }

  /** Only this application's, without clientState. */
  list(root: string): OperationResult {
    const value = [...this.#shownExpired(), ...this.live()].map(subscriptionDocument);
    return { status: 200, body: { '@odata.context': `${root}/$metadata#subscriptions`, value } };
  }

  get(id: string, root: string): OperationResult {
    const expired = this.#shownExpired().find((one) => one.id === id);
    return shown(200, expired ?? this.#known(id), root);
  }

  /** The role is looked at only after both endpoints have proved themselves, as observed of the real service. */
  async create(body: string | undefined, root: string, roleMissing: boolean): Promise<OperationResult> {
    const { now } = this.#context;
    const request = subscriptionRequest(body, now());
    this.#refuseDuplicate(request);
    if (this.#live.size >= MOST_SUBSCRIPTIONS) {
      throw new GraphError(403, 'ExtensionError', QUOTA_REACHED);
    }
    await this.#handshake(request.notificationUrl);
    if (request.lifecycleNotificationUrl !== null) await this.#handshake(request.lifecycleNotificationUrl);
    if (roleMissing) throw roleMissingOnCreate();
    // Another request may have created the same while the endpoints were asked.
    this.#refuseDuplicate(request);
    const id = this.#random.guid();
    const subscription = { id, ...this.#application, ...request, createdAt: now() };
    this.#set('subscriptionCreated', subscription);
    return shown(201, subscription, root);
  }

  async update(id: string, body: string | undefined, root: string): Promise<OperationResult> {
    const { now, behaviour } = this.#context;
    const renewal = renewalRequest(body, now());
    const { notificationUrl } = this.#known(id);
    const url = renewal.notificationUrl ?? notificationUrl;
    if (url !== notificationUrl || behaviour.validatesRenewals) await this.#handshake(url);
    const subscription = this.#known(id);
    const expiresAt = renewal.expiresAt ?? subscription.expiresAt;
    const renewed = { ...subscription, notificationUrl: url, expiresAt };
    this.#set('subscriptionRenewed', renewed);
    return shown(200, renewed, root);
  }

  delete(id: string): OperationResult {
    this.remove(this.#known(id).id, this.#context.now(), false);
    return { status: 204 };
  }

  remove(id: string, at: number, outside: boolean): void {
    if (!this.#live.delete(id)) return;
    this.#context.events.emit(at, { type: 'subscriptionDeleted', subscriptionId: id, outside });
  }

  #shownExpired(): ReadonlyArray<Subscription> {
    return this.#context.behaviour.showsExpiredSubscriptions ? this.#expired : [];
  }

  #handshake(url: string): Promise<void> {
    return handshake(this.#context.transport, url, this.#random.guid());
  }

  #known(id: string): Subscription {
    const subscription = this.#live.get(id);
    if (subscription !== undefined) return subscription;
    throw new GraphError(404, 'ResourceNotFound', 'The object was not found.');
  }

  #refuseDuplicate({ resource, changeType }: SubscriptionRequest): void {
    if (this.#context.behaviour.duplicateSubscriptions === 'accept') return;
    const same = this.live().find(
      (other) => sameResource(other.resource) === sameResource(resource) && other.changeType === changeType,
    );
    if (same === undefined) return;
    throw alreadyExists(same.id);
  }

  #set(type: 'subscriptionCreated' | 'subscriptionRenewed', subscription: Subscription): void {
    const { agenda, events, now } = this.#context;
    const { id, expiresAt } = subscription;
    this.#live.set(id, subscription);
    agenda.add(expiresAt, (at) => {
      if (this.#live.get(id)?.expiresAt !== expiresAt) return;
      this.#live.delete(id);
      this.#expired.push(subscription);
      events.emit(at, { type: 'subscriptionExpired', subscriptionId: id });
    });
    // A subscription of less than two hours is reminded from the half of its time on.
    this.#scheduleReminder(id, expiresAt, Math.max(expiresAt - REMINDER_LEAD, (now() + expiresAt) / 2));
    events.emit(now(), { type, subscriptionId: id, expiresAt: new Date(expiresAt) });
  }

  #scheduleReminder(id: string, expiresAt: number, reminderAt: number): void {
    if (reminderAt >= expiresAt) return;
    this.#context.agenda.add(Math.ceil(reminderAt), (at) => {
      const subscription = this.#live.get(id);
      if (subscription?.expiresAt !== expiresAt) return;
      this.#remind(subscription, at);
      this.#scheduleReminder(id, expiresAt, at + REMINDER_INTERVAL);
    });
  }
}

function roleMissingOnCreate(): GraphError {
  const reason = 'The request is not authorized for this user or application.';
  const message = `Operation: Create; Exception: [Status Code: Forbidden; Reason: ${reason}]`;
  return new GraphError(403, 'ExtensionError', message);
}

function shown(status: number, subscription: Subscription, root: string): OperationResult {
  const context = `${root}/$metadata#subscriptions/$entity`;
  return { status, body: { '@odata.context': context, ...subscriptionDocument(subscription) } };
}
