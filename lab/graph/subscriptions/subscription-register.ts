/** The live subscriptions: created, renewed, deleted, expired, and reminded of their end. */

import type { TenantContext } from '../tenant-context.ts';
import type { Subscription } from './subscription.ts';

const MINUTE = 60_000;
/** reauthorizationRequired is sent near the end and again "every 15 minutes" (observed). */
const REMINDER_LEAD = 60 * MINUTE;
const REMINDER_INTERVAL = 15 * MINUTE;

export class SubscriptionRegister {
  readonly #context: TenantContext;
  readonly #remind: (subscription: Subscription, at: number) => void;
  readonly #live = new Map<string, Subscription>();

  constructor(context: TenantContext, remind: (subscription: Subscription, at: number) => void) {
    this.#context = context;
    this.#remind = remind;
  }

  find(id: string): Subscription | undefined {
    return this.#live.get(id);
  }

  live(): ReadonlyArray<Subscription> {
    return [...this.#live.values()];
  }

  add(subscription: Subscription): void {
    this.#set('subscriptionCreated', subscription, subscription.createdAt);
  }

  renew(renewed: Subscription, at: number): void {
    this.#set('subscriptionRenewed', renewed, at);
  }

  remove(id: string, at: number, outside: boolean): void {
    if (!this.#live.delete(id)) return;
    this.#context.events.emit(at, { type: 'subscriptionDeleted', subscriptionId: id, outside });
  }

  #set(type: 'subscriptionCreated' | 'subscriptionRenewed', subscription: Subscription, at: number): void {
    const { id, expiresAt } = subscription;
    this.#live.set(id, subscription);
    this.#context.agenda.add(expiresAt, (end) => {
      if (this.#live.get(id)?.expiresAt !== expiresAt) return;
      this.#live.delete(id);
      this.#context.events.emit(end, { type: 'subscriptionExpired', subscriptionId: id });
    });
    // A subscription of less than two hours is reminded from the half of its time on.
    this.#scheduleReminder(id, expiresAt, Math.max(expiresAt - REMINDER_LEAD, (at + expiresAt) / 2));
    this.#context.events.emit(at, { type, subscriptionId: id, expiresAt: new Date(expiresAt) });
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
