/** Who is told when a record appears or changes: one notification per subscription, with what may happen to it. */

import type { Random } from '../../random.ts';
import type { Call } from '../calls/published-call.ts';
import type { FaultSet } from '../faults/fault-set.ts';
import type { NotificationFault } from '../faults.ts';
import { changesToTell, type Subscription } from '../subscriptions/subscription.ts';
import type { TenantContext } from '../tenant-context.ts';
import { changeNotification, type LifecycleEvent, lifecycleNotification } from './notification.ts';
import type { Outbox } from './outbox.ts';

/** The fault "notification-delayed". */
const DELAY_MILLISECONDS = 10 * 60_000;
/** How long a notification is held back to be overtaken, and how long after the first a duplicate comes, at most. */
const HOLD_BACK_SECONDS = 120;
const DUPLICATE_WITHIN_SECONDS = 300;

interface NotifierParts {
  readonly faults: FaultSet;
  readonly outbox: Outbox;
  readonly subscriptions: { live(): ReadonlyArray<Subscription> };
}

export class Notifier {
  readonly #context: TenantContext;
  readonly #parts: NotifierParts;
  readonly #random: Random;
  readonly #unknownCallIds: Random;
  /** Calls seen, by subscription: the first sighting is told differently. */
  readonly #seen = new Map<string, Set<string>>();

  constructor(context: TenantContext, parts: NotifierParts) {
    this.#context = context;
    this.#parts = parts;
    this.#random = context.random.fork('notifier');
    this.#unknownCallIds = context.random.fork('tenant');
  }

  /** The record of `call` was first seen or changed at `at`. */
  callChanged(call: Call, at: number): void {
    for (const subscription of this.#parts.subscriptions.live()) {
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
    this.#parts.outbox.add({
      element: { subscriptionId: subscription.id, callId: undefined, lifecycleEvent, forged: false },
      url: subscription.lifecycleNotificationUrl,
      payload: lifecycleNotification(subscription, this.#context.tenantId, lifecycleEvent),
      dueAt: at,
    });
  }

  /** A notification that Graph never sent: its sender knows neither the subscription's id nor its secret. */
  forge(about: string | undefined, at: number): void {
    const callId = about ?? this.#unknownCallIds.guid();
    for (const subscription of this.#parts.subscriptions.live()) {
      const clientState = this.#random.chance(0.5) ? null : `guess-${this.#random.hex(8)}`;
      const guessed = { ...subscription, id: this.#random.guid(), clientState };
      const change = { callId, changeType: 'updated' } as const;
      this.#parts.outbox.add({
        element: { subscriptionId: subscription.id, callId, lifecycleEvent: undefined, forged: true },
        url: subscription.notificationUrl,
        payload: changeNotification(this.#random, guessed, this.#context.tenantId, change),
        dueAt: at,
      });
    }
  }

  #tell(subscription: Subscription, call: Call, changeType: 'created' | 'updated', at: number): void {
    const { behaviour, tenantId, speed } = this.#context;
    const { faults, outbox } = this.#parts;
    const callId = call.id;
    const strikes = (name: NotificationFault): boolean => faults.takeForNotification(name, callId, at);
    const element = { subscriptionId: subscription.id, callId, lifecycleEvent: undefined, forged: false };
    call.notifications.sent += 1;
    if (strikes('notification-dropped')) {
      outbox.drop(element, 'fault', at);
      return;
    }
    const delay = strikes('notification-delayed') ? DELAY_MILLISECONDS : 0;
    const heldBack = strikes('notification-reordered') || this.#random.chance(behaviour.reorderShare);
    const twice = strikes('notification-duplicated') || this.#random.chance(behaviour.duplicateShare);
    const dueAt = at + Math.ceil((delay + (heldBack ? this.#milliseconds(HOLD_BACK_SECONDS) : 0)) / speed);
    const payload = changeNotification(this.#random, subscription, tenantId, { callId, changeType });
    const outgoing = { element, url: subscription.notificationUrl, payload };
    outbox.add({ ...outgoing, dueAt });
    if (!twice) return;
    call.notifications.sent += 1;
    const later = Math.ceil(this.#milliseconds(DUPLICATE_WITHIN_SECONDS) / speed);
    outbox.add({ ...outgoing, dueAt: dueAt + later });
  }

  #milliseconds(mostSeconds: number): number {
    return this.#random.integer(1000, mostSeconds * 1000);
  }
}
