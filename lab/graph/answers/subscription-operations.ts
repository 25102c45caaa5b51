/** Operations on subscriptions: list, create, read, renew, reauthorize, delete. */

import type { Random } from '../../random.ts';
import { handshake } from '../subscriptions/handshake.ts';
import { type Subscription, sameResource, subscriptionDocument } from '../subscriptions/subscription.ts';
import type { SubscriptionRegister } from '../subscriptions/subscription-register.ts';
import {
  renewalRequest,
  type SubscriptionRequest,
  subscriptionRequest,
} from '../subscriptions/subscription-request.ts';
import type { TenantContext } from '../tenant-context.ts';
import { GraphError, type OperationResult } from './operation-result.ts';

/** "100 callRecord subscriptions per organization." */
const MOST_SUBSCRIPTIONS = 100;

export class SubscriptionOperations {
  readonly #context: TenantContext;
  readonly #subscriptions: SubscriptionRegister;
  readonly #random: Random;
  readonly #application: { readonly applicationId: string; readonly creatorId: string };

  constructor(context: TenantContext, subscriptions: SubscriptionRegister) {
    this.#context = context;
    this.#subscriptions = subscriptions;
    this.#random = context.random.fork('subscriptions');
    const applicationId = this.#random.fork('applicationId').guid();
    this.#application = { applicationId, creatorId: this.#random.fork('creatorId').guid() };
  }

  /** Only this application's, without clientState. */
  list(root: string): OperationResult {
    const value = this.#subscriptions.live().map(subscriptionDocument);
    return { status: 200, body: { '@odata.context': `${root}/$metadata#subscriptions`, value } };
  }

  get(id: string, root: string): OperationResult {
    return shown(200, this.#live(id), root);
  }

  /** The role is looked at only after both endpoints have proved themselves, as observed of the real service. */
  async create(body: string | undefined, root: string, roleMissing: boolean): Promise<OperationResult> {
    const { now } = this.#context;
    const request = subscriptionRequest(body, now());
    this.#refuseDuplicate(request);
    if (this.#subscriptions.live().length >= MOST_SUBSCRIPTIONS) {
      throw new GraphError(403, 'ExtensionError', 'Subscription limit reached for this organization.');
    }
    await this.#handshake(request.notificationUrl);
    if (request.lifecycleNotificationUrl !== null) await this.#handshake(request.lifecycleNotificationUrl);
    if (roleMissing) throw roleMissingOnCreate();
    // Another request may have created the same while the endpoints were asked.
    this.#refuseDuplicate(request);
    const id = this.#random.guid();
    const subscription = { id, ...this.#application, ...request, createdAt: now() };
    this.#subscriptions.add(subscription);
    return shown(201, subscription, root);
  }

  async update(id: string, body: string | undefined, root: string): Promise<OperationResult> {
    const { now, behaviour } = this.#context;
    const renewal = renewalRequest(body, now());
    const { notificationUrl } = this.#live(id);
    const url = renewal.notificationUrl ?? notificationUrl;
    if (url !== notificationUrl || behaviour.validatesRenewals) await this.#handshake(url);
    const subscription = this.#live(id);
    const expiresAt = renewal.expiresAt ?? subscription.expiresAt;
    const renewed = { ...subscription, notificationUrl: url, expiresAt };
    this.#subscriptions.renew(renewed, now());
    return shown(200, renewed, root);
  }

  /** Ends a pause without moving the expiry. */
  reauthorize(id: string): OperationResult {
    const { events, now } = this.#context;
    events.emit(now(), { type: 'subscriptionReauthorized', subscriptionId: this.#live(id).id });
    return { status: 204 };
  }

  delete(id: string): OperationResult {
    this.#subscriptions.remove(this.#live(id).id, this.#context.now(), false);
    return { status: 204 };
  }

  #handshake(url: string): Promise<void> {
    return handshake(this.#context.transport, url, this.#random.guid());
  }

  #live(id: string): Subscription {
    const subscription = this.#subscriptions.find(id);
    if (subscription === undefined)
      throw new GraphError(404, 'ResourceNotFound', 'The object was not found.');
    return subscription;
  }

  #refuseDuplicate({ resource, changeType }: SubscriptionRequest): void {
    if (this.#context.behaviour.duplicateSubscriptions === 'accept') return;
    const same = this.#subscriptions
      .live()
      .find(
        (other) => sameResource(other.resource) === sameResource(resource) && other.changeType === changeType,
      );
    if (same === undefined) return;
    const message = `Subscription Id ${same.id} already exists for the requested combination`;
    throw new GraphError(409, 'ObjectIdentifierInUse', message);
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
