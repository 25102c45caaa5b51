/** What the webhook learns about a subscription, kept on its row for `maintain` and for health. */

import { toDateTime } from '../domain/date-time.ts';
import type { TenantId } from '../domain/identifiers.ts';
import type { LifecycleEvent } from '../domain/notification.ts';
import { toCells } from '../domain/table.ts';
import { subscriptions } from '../domain/tables/subscriptions.ts';
import type { Clock, Tables } from '../ports.ts';

export interface SubscriptionEvents {
  /** Resolves once the event is on the subscription's row. */
  keepLifecycleEvent(
    event: { readonly subscriptionId: string; readonly event: LifecycleEvent },
    receivedAt: Date,
  ): Promise<void>;
  /**
   * Notes that a notification for this subscription carried a clientState that is not ours. Only subscriptions
   * we know are noted: an unknown id comes from a prober, who could otherwise make us write at will.
   */
  keepMismatch(subscriptionId: string, receivedAt: Date): Promise<void>;
}

/** How long the list of our subscriptions may be out of date, and how often one mismatch is written. */
const MISMATCH_INTERVAL_MS = 60_000;

const columnOf = {
  reauthorizationRequired: 'ReauthorizationRequiredAt',
  subscriptionRemoved: 'SubscriptionRemovedAt',
  missed: 'MissedAt',
} as const satisfies Record<LifecycleEvent, keyof typeof subscriptions.columns>;

export function createSubscriptionEvents({
  tables,
  clock,
  tenantId,
}: {
  readonly tables: Tables;
  readonly clock: Clock;
  readonly tenantId: TenantId;
}): SubscriptionEvents {
  const table = tables.table('Subscriptions');
  let known: { readonly ids: Promise<ReadonlySet<string>>; readonly readAt: number } | undefined;
  const noted = new Map<string, number>();

  async function readIds(): Promise<ReadonlySet<string>> {
    const ids = new Set<string>();
    for await (const page of table.query({ partitionKey: tenantId, select: ['State'] })) {
      for (const row of page) ids.add(row.rowKey);
    }
    return ids;
  }

  async function isKnown(subscriptionId: string): Promise<boolean> {
    const now = clock.now().getTime();
    // One reading serves all who ask meanwhile, the failed one too: forged notifications must not multiply requests.
    if (known === undefined || now - known.readAt >= MISMATCH_INTERVAL_MS)
      known = { ids: readIds(), readAt: now };
    return (await known.ids).has(subscriptionId);
  }

  return {
    async keepLifecycleEvent({ subscriptionId, event }, receivedAt) {
      await table.merge({
        partitionKey: tenantId,
        rowKey: subscriptionId,
        cells: toCells(subscriptions, { [columnOf[event]]: toDateTime(receivedAt) }),
      });
    },

    async keepMismatch(subscriptionId, receivedAt) {
      if (!(await isKnown(subscriptionId))) return;
      const lastNoted = noted.get(subscriptionId);
      if (lastNoted !== undefined && receivedAt.getTime() - lastNoted < MISMATCH_INTERVAL_MS) return;
      await table.merge({
        partitionKey: tenantId,
        rowKey: subscriptionId,
        cells: toCells(subscriptions, { ClientStateMismatchAt: toDateTime(receivedAt) }),
      });
      noted.set(subscriptionId, receivedAt.getTime());
    },
  };
}
