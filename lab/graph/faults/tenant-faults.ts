/** Faults of the tenant itself: what strikes subscriptions, and what others send in Graph's name. */

import type { Agenda } from '../../agenda.ts';
import type { TenantFault } from '../faults.ts';
import type { Notifier } from '../notifications/notifier.ts';
import type { Outbox } from '../notifications/outbox.ts';
import type { SubscriptionRegister } from '../subscriptions/subscription-register.ts';
import type { FaultOptions } from './fault-set.ts';

export interface TenantFaultsOptions {
  readonly agenda: Agenda;
  readonly subscriptions: SubscriptionRegister;
  readonly outbox: Outbox;
  readonly notifier: Notifier;
  readonly unknownCallId: () => string;
}

interface Strike {
  readonly name: TenantFault;
  readonly options: FaultOptions;
}

export class TenantFaults {
  readonly #options: TenantFaultsOptions;
  /** All of them need a subscription: what comes before the first one waits for it. */
  readonly #waiting: Array<Strike> = [];

  constructor(options: TenantFaultsOptions) {
    this.#options = options;
  }

  /** Strikes now, or at `options.from`, or as soon as there is a subscription. */
  add(name: TenantFault, options: FaultOptions, now: number): void {
    const from = options.from?.getTime() ?? now;
    if (from > now) this.#options.agenda.add(from, (at) => this.#strike({ name, options }, at));
    else this.#strike({ name, options }, now);
  }

  subscriptionCreated(now: number): void {
    for (const strike of this.#waiting.splice(0)) this.#strike(strike, now);
  }

  #strike(strike: Strike, at: number): void {
    const { subscriptions, outbox, notifier, unknownCallId } = this.#options;
    const live = subscriptions.live();
    if (live.length === 0) {
      this.#waiting.push(strike);
      return;
    }
    switch (strike.name) {
      case 'notification-forged':
        notifier.forge(strike.options.callId ?? unknownCallId(), at);
        return;
      case 'subscription-removed':
        for (const { id } of live) subscriptions.remove(id, at, true);
        return;
      case 'lifecycle-subscription-removed':
        for (const subscription of live) {
          subscriptions.remove(subscription.id, at, true);
          notifier.lifecycle(subscription, 'subscriptionRemoved', at);
        }
        return;
      case 'lifecycle-reauthorization-required':
        for (const subscription of live) {
          outbox.pause(subscription.id);
          notifier.lifecycle(subscription, 'reauthorizationRequired', at);
        }
        return;
      case 'lifecycle-missed':
        for (const subscription of live) notifier.lifecycle(subscription, 'missed', at);
        return;
    }
  }
}
