/** Answers about subscriptions: list, create, read, renew, reauthorize, delete. */

import type { Random } from '../../random.ts';
import type { GraphBehaviour } from '../behaviour.ts';
import type { Emit } from '../events.ts';
import type { Outbox } from '../notifications/outbox.ts';
import { handshake } from '../subscriptions/handshake.ts';
import { type Subscription, sameResource, subscriptionDocument } from '../subscriptions/subscription.ts';
import type { SubscriptionRegister } from '../subscriptions/subscription-register.ts';
import {
  renewalRequest,
  type SubscriptionRequest,
  subscriptionRequest,
} from '../subscriptions/subscription-request.ts';
import type { Transport } from '../transport.ts';
import { type Answer, GraphError } from './response.ts';

/** "100 callRecord subscriptions per organization." */
const MOST_SUBSCRIPTIONS = 100;

export interface SubscriptionAnswersOptions {
  readonly random: Random;
  readonly subscriptions: SubscriptionRegister;
  readonly outbox: Outbox;
  readonly transport: Transport;
  readonly behaviour: GraphBehaviour;
  readonly now: () => number;
  readonly emit: Emit;
}

export class SubscriptionAnswers {
  readonly #options: SubscriptionAnswersOptions;
  readonly #application: { readonly applicationId: string; readonly creatorId: string };

  constructor(options: SubscriptionAnswersOptions) {
    this.#options = options;
    const applicationId = options.random.fork('applicationId').guid();
    this.#application = { applicationId, creatorId: options.random.fork('creatorId').guid() };
  }

  /** Only this application's, without clientState. */
  list(root: string): Answer {
    const value = this.#options.subscriptions.live().map(subscriptionDocument);
    return { status: 200, body: { '@odata.context': `${root}/$metadata#subscriptions`, value } };
  }

  get(id: string, root: string): Answer {
    return answer(200, this.#live(id), root);
  }

  /** The role is looked at only after both endpoints have proved themselves, as observed of the real service. */
  async create(body: string | undefined, root: string, roleMissing: boolean): Promise<Answer> {
    const { subscriptions, transport, random } = this.#options;
    const request = subscriptionRequest(body, this.#options.now());
    this.#refuseDuplicate(request);
    if (subscriptions.live().length >= MOST_SUBSCRIPTIONS) {
      throw new GraphError(403, 'ExtensionError', 'Subscription limit reached for this organization.');
    }
    await handshake(transport, request.notificationUrl, random.guid());
    if (request.lifecycleNotificationUrl !== null) {
      await handshake(transport, request.lifecycleNotificationUrl, random.guid());
    }
    if (roleMissing) throw roleMissingOnCreate();
    // Another request may have created the same while the endpoints were asked.
    this.#refuseDuplicate(request);
    const subscription: Subscription = {
      id: random.guid(),
      ...this.#application,
      ...request,
      createdAt: this.#options.now(),
    };
    subscriptions.add(subscription);
    return answer(201, subscription, root);
  }

  async update(id: string, body: string | undefined, root: string): Promise<Answer> {
    const { subscriptions, transport, random, behaviour, outbox } = this.#options;
    const renewal = renewalRequest(body, this.#options.now());
    const { notificationUrl } = this.#live(id);
    const url = renewal.notificationUrl ?? notificationUrl;
    if (url !== notificationUrl || behaviour.validatesRenewals)
      await handshake(transport, url, random.guid());
    const subscription = this.#live(id);
    const renewed = {
      ...subscription,
      notificationUrl: url,
      expiresAt: renewal.expiresAt ?? subscription.expiresAt,
    };
    subscriptions.renew(renewed, this.#options.now());
    outbox.resume(id, this.#options.now());
    return answer(200, renewed, root);
  }

  /** Ends a pause without moving the expiry. */
  reauthorize(id: string): Answer {
    const subscription = this.#live(id);
    this.#options.outbox.resume(id, this.#options.now());
    this.#options.emit(this.#options.now(), {
      type: 'subscriptionReauthorized',
      subscriptionId: subscription.id,
    });
    return { status: 204 };
  }

  delete(id: string): Answer {
    this.#options.subscriptions.remove(this.#live(id).id, this.#options.now(), false);
    return { status: 204 };
  }

  #live(id: string): Subscription {
    const subscription = this.#options.subscriptions.find(id);
    if (subscription === undefined) throw subscriptionNotFound();
    return subscription;
  }

  #refuseDuplicate({ resource, changeType }: SubscriptionRequest): void {
    if (this.#options.behaviour.duplicateSubscriptions === 'accept') return;
    const same = this.#options.subscriptions
      .live()
      .find(
        (other) => sameResource(other.resource) === sameResource(resource) && other.changeType === changeType,
      );
    if (same === undefined) return;
    throw new GraphError(
      409,
      'ObjectIdentifierInUse',
      `Subscription Id ${same.id} already exists for the requested combination`,
    );
  }
}

export function subscriptionNotFound(): GraphError {
  return new GraphError(404, 'ResourceNotFound', 'The object was not found.');
}

function roleMissingOnCreate(): GraphError {
  const reason = 'The request is not authorized for this user or application.';
  return new GraphError(
    403,
    'ExtensionError',
    `Operation: Create; Exception: [Status Code: Forbidden; Reason: ${reason}]`,
  );
}

function answer(status: number, subscription: Subscription, root: string): Answer {
  const context = `${root}/$metadata#subscriptions/$entity`;
  return { status, body: { '@odata.context': context, ...subscriptionDocument(subscription) } };
}
