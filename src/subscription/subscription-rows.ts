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

/** Graph listed these: they are live, and those that were live and are not among them are gone. */
export async function noteListed(
  store: Store,
  found: {
    readonly listed: ReadonlyArray<GraphSubscription>;
    /** Those of them whose notifications are accepted. */
    readonly serving: ReadonlyArray<GraphSubscription>;
    readonly remembered: RememberedSubscriptions;
  },
): Promise<void> {
  const { listed, serving, remembered } = found;
  const ids = new Set(listed.map(({ id }) => id));
  for (const subscription of listed) {
    const seen = serving.includes(subscription) ? { LastSeenAt: now(store) } : {};
    await store.subscriptions.merge(subscription.id, { ...asListed(subscription), ...seen });
  }
  for (const [id, { State }] of remembered) {
    if (State === 'live' && !ids.has(id)) await noteGone(store, id);
  }
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
    ...asListed(created),
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
  await store.subscriptions.merge(renewed.id, { ...asListed(renewed), RenewedAt, LastSeenAt: now(store) });
}

export async function noteGone(store: Store, subscriptionId: string): Promise<void> {
  await store.subscriptions.merge(subscriptionId, { State: 'gone', GoneAt: now(store) });
}

function now({ clock }: Store): DateTime {
  return toDateTime(clock.now());
}

function asListed(subscription: GraphSubscription): SubscriptionValues {
  return {
    State: 'live',
    NotificationUrl: subscription.notificationUrl,
    LifecycleNotificationUrl: subscription.lifecycleNotificationUrl,
    ExpirationDateTime: toDateTime(subscription.expirationDateTime),
  };
}
