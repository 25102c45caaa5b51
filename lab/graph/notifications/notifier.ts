/** Who is told when a record appears or changes: one notification per subscription, with what may happen to it. */

import type { Random } from '../../random.ts';
import type { GraphBehaviour } from '../behaviour.ts';
import type { Call } from '../call.ts';
import { tookPart } from '../calls/participation.ts';
import type { NotificationElement } from '../events.ts';
import type { FaultSet } from '../faults/fault-set.ts';
import { changesToTell, type Subscription } from '../subscriptions/subscription.ts';
import { changeNotification, type LifecycleEvent, lifecycleNotification } from './notification.ts';
import type { Outbox } from './outbox.ts';

/** The fault "notification-delayed". */
const DELAY_MILLISECONDS = 10 * 60_000;
/** How long a notification is held back to be overtaken, and how long after the first a duplicate comes, at most. */
const HOLD_BACK_SECONDS = 120;
const DUPLICATE_WITHIN_SECONDS = 300;

export interface NotifierOptions {
  readonly random: Random;
  readonly tenantId: string;
  readonly behaviour: GraphBehaviour;
  readonly speed: number;
  readonly faults: FaultSet;
  readonly outbox: Outbox;
  readonly subscriptions: () => ReadonlyArray<Subscription>;
}

export class Notifier {
  readonly #options: NotifierOptions;
  readonly #random: Random;
  /** Calls seen, by subscription: the first sighting is told differently. */
  readonly #seen = new Map<string, Set<string>>();

  constructor(options: NotifierOptions) {
    this.#options = options;
    this.#random = options.random;
  }

  /** The record of `call` was first seen or changed at `at`. */
  callChanged(call: Call, at: number): void {
    for (const subscription of this.#options.subscriptions()) {
      if (!concerns(subscription, call)) continue;
      const seen = this.#seen.get(subscription.id) ?? new Set();
      this.#seen.set(subscription.id, seen);
      for (const changeType of changesToTell(subscription, !seen.has(call.id))) {
        this.#tell(subscription, call, changeType, at);
      }
      seen.add(call.id);
    }
  }

  lifecycle(subscription: Subscription, lifecycleEvent: LifecycleEvent, at: number): void {
    if (subscription.lifecycleNotificationUrl === null) return;
    this.#options.outbox.add({
      element: { subscriptionId: subscription.id, callId: undefined, lifecycleEvent, forged: false },
      url: subscription.lifecycleNotificationUrl,
      payload: lifecycleNotification(subscription, this.#options.tenantId, lifecycleEvent),
      dueAt: at,
    });
  }

  /** A notification that Graph never sent, by somebody who knows neither the subscription's id nor its secret. */
  forge(callId: string, at: number): void {
    for (const subscription of this.#options.subscriptions()) {
      const clientState = this.#random.chance(0.5) ? null : `guess-${this.#random.hex(8)}`;
      const change = { callId, changeType: 'updated' } as const;
      this.#options.outbox.add({
        element: { subscriptionId: subscription.id, callId, lifecycleEvent: undefined, forged: true },
        url: subscription.notificationUrl,
        payload: changeNotification(
          this.#random,
          { ...subscription, id: this.#random.guid(), clientState },
          this.#options.tenantId,
          change,
        ),
        dueAt: at,
      });
    }
  }

  #tell(subscription: Subscription, call: Call, changeType: 'created' | 'updated', at: number): void {
    const { faults, outbox, behaviour, tenantId, speed } = this.#options;
    const element: NotificationElement = {
      subscriptionId: subscription.id,
      callId: call.id,
      lifecycleEvent: undefined,
      forged: false,
    };
    call.notifications.sent += 1;
    if (faults.takeForNotification(['notification-dropped'], call.id, at) !== undefined) {
      outbox.drop(element, 'fault', at);
      return;
    }
    const struck = (
      name: 'notification-delayed' | 'notification-reordered' | 'notification-duplicated',
    ): boolean => faults.takeForNotification([name], call.id, at) !== undefined;
    const delay = struck('notification-delayed') ? DELAY_MILLISECONDS : 0;
    const heldBack = struck('notification-reordered') || this.#random.chance(behaviour.reorderShare);
    const twice = struck('notification-duplicated') || this.#random.chance(behaviour.duplicateShare);
    const dueAt = at + Math.ceil((delay + (heldBack ? this.#milliseconds(HOLD_BACK_SECONDS) : 0)) / speed);
    const payload = changeNotification(this.#random, subscription, tenantId, { callId: call.id, changeType });
    const outgoing = { element, url: subscription.notificationUrl, payload };
    outbox.add({ ...outgoing, dueAt });
    if (!twice) return;
    call.notifications.sent += 1;
    outbox.add({
      ...outgoing,
      dueAt: dueAt + Math.ceil(this.#milliseconds(DUPLICATE_WITHIN_SECONDS) / speed),
    });
  }

  #milliseconds(mostSeconds: number): number {
    return this.#random.integer(1000, mostSeconds * 1000);
  }
}

function concerns({ participantIds }: Subscription, call: Call): boolean {
  if (participantIds === undefined) return true;
  const version = call.published.at(-1);
  return version !== undefined && tookPart(call, version, participantIds);
}
