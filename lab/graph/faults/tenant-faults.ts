/** Faults of the tenant itself: what strikes subscriptions, and what others send in Graph's name. */

import type { FaultOptions, TenantFault } from '../faults.ts';
import type { Notifier } from '../notifications/notifier.ts';
import type { Outbox } from '../notifications/outbox.ts';
import type { Subscriptions } from '../subscriptions/subscriptions.ts';
import type { TenantContext } from '../tenant-context.ts';

interface Strike {
  readonly name: TenantFault;
  readonly options: FaultOptions;
}

interface Struck {
  readonly subscriptions: Subscriptions;
  readonly outbox: Outbox;
  readonly notifier: Notifier;
}

export class TenantFaults {
  readonly #context: TenantContext;
  readonly #struck: Struck;
  /** All of them need a subscription: what comes before the first one waits for it. */
  readonly #waiting: Array<Strike> = [];

  constructor(context: TenantContext, struck: Struck) {
    this.#context = context;
    this.#struck = struck;
    context.events.react(({ type, at }) => {
      if (type !== 'subscriptionCreated') return;
      for (const strike of this.#waiting.splice(0)) this.#strike(strike, at.getTime());
    });
  }

  /** Strikes now, or at `options.from`, or as soon as there is a subscription. */
  add(name: TenantFault, options: FaultOptions): void {
    const { agenda, now } = this.#context;
    const from = options.from?.getTime() ?? now();
    if (from > now()) agenda.add(from, (at) => this.#strike({ name, options }, at));
    else this.#strike({ name, options }, now());
  }

  #strike(strike: Strike, at: number): void {
    const { subscriptions, outbox, notifier } = this.#struck;
    const live = subscriptions.live();
    if (live.length === 0) {
      this.#waiting.push(strike);
      return;
    }
    switch (strike.name) {
      case 'notification-forged':
        notifier.forge(strike.options.callId, at);
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
