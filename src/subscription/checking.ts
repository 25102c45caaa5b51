/** One check of the subscription: what it knows, and through what it acts. */

import type { Log } from '../logs/log.ts';
import type { GraphSubscription, GraphSubscriptions } from '../ports/graph.ts';
import type { Store } from '../rows/store.ts';
import type { PipelineStatusValues } from '../tables/declarations/pipeline-status.ts';
import type { DesiredSubscription } from './subscription.ts';
import type { RememberedSubscriptions } from './subscription-rows.ts';

export interface Subscribing {
  readonly store: Store;
  readonly graphSubscriptions: GraphSubscriptions;
  readonly desired: DesiredSubscription;
  /** The secret itself, for a new subscription. */
  readonly clientState: string;
  readonly log: Log;
}

export interface Checking extends Subscribing {
  readonly before: PipelineStatusValues;
  readonly remembered: RememberedSubscriptions;
  readonly signal: AbortSignal;
}

/** Graph has shown subscriptions after their end, which it no longer renews. */
export function hasExpired({ store }: Checking, { expirationDateTime }: GraphSubscription): boolean {
  return expirationDateTime <= store.clock.now();
}
