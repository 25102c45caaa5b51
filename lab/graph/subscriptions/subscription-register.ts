/** The live subscriptions: created, renewed, deleted, expired, and reminded of their end. */

import type { Agenda } from '../../agenda.ts';
import type { Emit } from '../events.ts';
import type { Subscription } from './subscription.ts';

const MINUTE = 60_000;
/** reauthorizationRequired is sent near the end and again "every 15 minutes" (observed). */
const REMINDER_LEAD = 60 * MINUTE;
const REMINDER_INTERVAL = 15 * MINUTE;

export interface SubscriptionRegisterOptions {
  readonly agenda: Agenda;
  readonly emit: Emit;
  readonly onCreated: (at: number) => void;
  readonly onReminder: (subscription: Subscription, at: number) => void;
  readonly onGone: (subscription: Subscription, at: number) => void;
}

export class SubscriptionRegister {
  readonly #options: SubscriptionRegisterOptions;
  readonly #live = new Map<string, Subscription>();

  constructor(options: SubscriptionRegisterOptions) {
    this.#options = options;
  }

  find(id: string): Subscription | undefined {
    return this.#live.get(id);
  }

  live(): ReadonlyArray<Subscription> {
    return [...this.#live.values()];
  }

  add(subscription: Subscription): void {
    this.#live.set(subscription.id, subscription);
    const { id, createdAt, expiresAt } = subscription;
    this.#options.emit(createdAt, {
      type: 'subscriptionCreated',
      subscriptionId: id,
      expiresAt: new Date(expiresAt),
    });
    this.#scheduleEnd(subscription, createdAt);
    this.#options.onCreated(createdAt);
  }

  renew(renewed: Subscription, at: number): void {
    const { id, expiresAt } = renewed;
    this.#live.set(id, renewed);
    this.#options.emit(at, {
      type: 'subscriptionRenewed',
      subscriptionId: id,
      expiresAt: new Date(expiresAt),
    });
    this.#scheduleEnd(renewed, at);
  }

  remove(id: string, at: number, outside: boolean): void {
    const subscription = this.#live.get(id);
    if (subscription === undefined) return;
    this.#live.delete(id);
    this.#options.emit(at, { type: 'subscriptionDeleted', subscriptionId: id, outside });
    this.#options.onGone(subscription, at);
  }

  #scheduleEnd(subscription: Subscription, from: number): void {
    const { id, expiresAt } = subscription;
    this.#options.agenda.add(expiresAt, (at) => {
      if (this.#live.get(id)?.expiresAt !== expiresAt) return;
      this.#live.delete(id);
      this.#options.emit(at, { type: 'subscriptionExpired', subscriptionId: id });
      this.#options.onGone(subscription, at);
    });
    // A subscription of less than two hours is reminded from the half of its time on.
    this.#scheduleReminder(id, expiresAt, Math.max(expiresAt - REMINDER_LEAD, (from + expiresAt) / 2));
  }

  #scheduleReminder(id: string, expiresAt: number, reminderAt: number): void {
    if (reminderAt >= expiresAt) return;
    this.#options.agenda.add(Math.ceil(reminderAt), (at) => {
      const subscription = this.#live.get(id);
      if (subscription?.expiresAt !== expiresAt) return;
      this.#options.onReminder(subscription, at);
      this.#scheduleReminder(id, expiresAt, at + REMINDER_INTERVAL);
    });
  }
}
