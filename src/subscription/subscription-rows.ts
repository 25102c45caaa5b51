/** What is remembered of each subscription: Graph forgets those that are gone and never tells the secret. */

import { type DateTime, toDateTime } from '../language/date-time.ts';
import type { GraphSubscription } from '../ports/graph.ts';
import type { Store } from '../rows/store.ts';
import type { SubscriptionValues } from '../tables/declarations/subscriptions.ts';

/** What the rows say of subscriptions, by their ids. */
export type RememberedSubscriptions = ReadonlyMap<string, SubscriptionValues>;

export async function readSubscriptions({ subscriptions }: Store): Promise<RememberedSubscriptions> {
  const remembered = new Map<string, SubscriptionValues>();
  for await (const page of subscriptions.query()) {
    for (const row of page) remembered.set(row.rowKey, subscriptions.readableIn(row));
  }
  return remembered;
}

/** `serves`: its notifications are accepted. */
export async function noteLive(store: Store, found: GraphSubscription, serves: boolean): Promise<void> {
  const seen = serves ? { LastSeenAt: now(store) } : {};
  await store.subscriptions.merge(found.id, { State: 'live', ...asShown(found), ...seen });
}

export async function noteForeign(store: Store, found: GraphSubscription): Promise<void> {
  await store.subscriptions.merge(found.id, { State: 'foreign', ...asShown(found) });
}

/** `gapFrom`: since when there was no usable subscription; undefined when there never was one before. */
export async function noteCreated(
  store: Store,
  created: GraphSubscription,
  details: {
    readonly clientStateHash: string;
    readonly gapFrom: DateTime | undefined;
    readonly askedAt: Date;
  },
): Promise<void> {
  const { clientStateHash, gapFrom, askedAt } = details;
  await store.subscriptions.merge(created.id, {
    State: 'live',
    ...asShown(created),
    ClientStateHash: clientStateHash,
    CreatedAt: now(store),
    RenewedAt: toDateTime(askedAt),
    LastSeenAt: now(store),
    GapFrom: gapFrom,
    GapTo: gapFrom === undefined ? undefined : now(store),
  });
}

/** `askedAt`: when Graph was asked. A lifecycle event since then may be about what came after. */
export async function noteRenewed(store: Store, renewed: GraphSubscription, askedAt: Date): Promise<void> {
  const RenewedAt = toDateTime(askedAt);
  const seen = { State: 'live', RenewedAt, LastSeenAt: now(store) };
  await store.subscriptions.merge(renewed.id, { ...asShown(renewed), ...seen });
}

export async function noteGone(store: Store, subscriptionId: string): Promise<void> {
  await store.subscriptions.merge(subscriptionId, { State: 'gone', GoneAt: now(store) });
}

function now({ clock }: Store): DateTime {
  return toDateTime(clock.now());
}

function asShown(subscription: GraphSubscription): SubscriptionValues {
  return {
    NotificationUrl: subscription.notificationUrl,
    LifecycleNotificationUrl: subscription.lifecycleNotificationUrl,
    ExpirationDateTime: toDateTime(subscription.expirationDateTime),
  };
}
