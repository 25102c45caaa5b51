/** What is remembered of each subscription: Graph forgets those that are gone and never tells the secret. */

import { type DateTime, toDateTime } from '../language/date-time.ts';
import type { TenantId } from '../language/identifiers.ts';
import type { Clock } from '../ports/clock.ts';
import type { GraphSubscription } from '../ports/graph.ts';
import type { Tables } from '../ports/storage.ts';
import { type SubscriptionValues, subscriptions } from '../tables/declarations/subscriptions.ts';
import { readableValues, toCells } from '../tables/table.ts';

export interface SubscriptionRows {
  /** All rows of the tenant by subscription id. */
  readAll(): Promise<ReadonlyMap<string, SubscriptionValues>>;
  /** Graph listed these: they are live, and those that were live and are not among them are gone. */
  noteListed(found: {
    readonly listed: ReadonlyArray<GraphSubscription>;
    /** Those of them whose notifications are accepted. */
    readonly serving: ReadonlyArray<GraphSubscription>;
    readonly remembered: ReadonlyMap<string, SubscriptionValues>;
  }): Promise<void>;
  /** `gapFrom`: since when there was no usable subscription; undefined when there never was one before. */
  noteCreated(
    created: GraphSubscription,
    clientStateHash: string,
    gapFrom: DateTime | undefined,
    askedAt: Date,
  ): Promise<void>;
  /** `askedAt`: when Graph was asked. A lifecycle event since then may be about what came after. */
  noteRenewed(renewed: GraphSubscription, askedAt: Date): Promise<void>;
  noteGone(subscriptionId: string): Promise<void>;
}

export function createSubscriptionRows({
  tables,
  clock,
  tenantId,
}: {
  readonly tables: Tables;
  readonly clock: Clock;
  readonly tenantId: TenantId;
}): SubscriptionRows {
  const table = tables.table('Subscriptions');

  async function merge(subscriptionId: string, values: SubscriptionValues): Promise<void> {
    const cells = toCells(subscriptions, values);
    await table.merge({ partitionKey: tenantId, rowKey: subscriptionId, cells });
  }

  const now = () => toDateTime(clock.now());

  const asListed = (subscription: GraphSubscription): SubscriptionValues => ({
    State: 'live',
    NotificationUrl: subscription.notificationUrl,
    LifecycleNotificationUrl: subscription.lifecycleNotificationUrl,
    ExpirationDateTime: toDateTime(subscription.expirationDateTime),
  });

  const noteGone = (subscriptionId: string) => merge(subscriptionId, { State: 'gone', GoneAt: now() });

  return {
    async readAll() {
      const rows = new Map<string, SubscriptionValues>();
      for await (const page of table.query({ partitionKey: tenantId })) {
        for (const row of page) rows.set(row.rowKey, readableValues(subscriptions, row));
      }
      return rows;
    },

    async noteListed({ listed, serving, remembered }) {
      const ids = new Set(listed.map(({ id }) => id));
      for (const subscription of listed) {
        const seen = serving.includes(subscription) ? { LastSeenAt: now() } : {};
        await merge(subscription.id, { ...asListed(subscription), ...seen });
      }
      for (const [id, { State }] of remembered) {
        if (State === 'live' && !ids.has(id)) await noteGone(id);
      }
    },

    async noteCreated(created, clientStateHash, gapFrom, askedAt) {
      await merge(created.id, {
        ...asListed(created),
        ClientStateHash: clientStateHash,
        CreatedAt: now(),
        RenewedAt: toDateTime(askedAt),
        LastSeenAt: now(),
        GapFrom: gapFrom,
        GapTo: gapFrom === undefined ? undefined : now(),
      });
    },

    async noteRenewed(renewed, askedAt) {
      const RenewedAt = toDateTime(askedAt);
      await merge(renewed.id, { ...asListed(renewed), RenewedAt, LastSeenAt: now() });
    },

    noteGone,
  };
}
