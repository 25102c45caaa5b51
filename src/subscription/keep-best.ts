/** Keeps one of our own subscriptions, renewed where it must be, and deletes the others. */

import { GraphFailure, type GraphSubscription } from '../ports/graph.ts';
import type { Checking } from './checking.ts';
import { canBeKept, LIFETIME_MS, renewalReason } from './subscription.ts';
import { noteGone, noteRenewed } from './subscription-rows.ts';

export interface Kept {
  /** Whether one of them is right, and the only one. */
  readonly isKept: boolean;
  /** Those that live. */
  readonly own: ReadonlyArray<GraphSubscription>;
}

/** Of those that can be made right by a renewal, the one that ends last is kept, and all others are deleted. */
export async function keepBestOf(checking: Checking, found: ReadonlyArray<GraphSubscription>): Promise<Kept> {
  const { remembered, desired } = checking;
  let own = found;
  const usable = found
    .filter((one) => canBeKept(one, remembered.get(one.id), desired))
    .sort((a, b) => b.expirationDateTime.getTime() - a.expirationDateTime.getTime());
  for (const best of usable) {
    const others = own.filter((one) => one !== best);
    if (await renewWhenDue(checking, best)) {
      // Last, so that one that cannot be deleted never keeps the right one from being renewed.
      await removeAll(checking, others);
      return { isKept: true, own: [best] };
    }
    own = others;
  }
  return { isKept: false, own };
}

/** Whether it still lives. */
async function renewWhenDue(checking: Checking, existing: GraphSubscription): Promise<boolean> {
  const { store, graphSubscriptions, remembered, desired, log, signal } = checking;
  const { id } = existing;
  const askedAt = store.clock.now();
  const reason = renewalReason(existing, remembered.get(id), desired, askedAt);
  if (reason === undefined) return true;
  const expirationDateTime = new Date(askedAt.getTime() + LIFETIME_MS);
  try {
    const changes = { expirationDateTime, notificationUrl: desired.notificationUrl };
    const renewed = await graphSubscriptions.renew(id, changes, signal);
    await noteRenewed(store, renewed, askedAt);
    log.info('subscriptionRenewed', { subscriptionId: id, because: reason });
    return true;
  } catch (error) {
    if (!(error instanceof GraphFailure) || error.kind !== 'notFound') throw error;
    // Graph has answered 404 to renewals of subscriptions that lived on: only a second look says it is gone.
    if ((await graphSubscriptions.get(id, signal)) !== undefined) throw error;
    await noteGone(store, id);
    return false;
  }
}

export async function removeAll(
  { store, graphSubscriptions, log, signal }: Checking,
  subscriptions: ReadonlyArray<GraphSubscription>,
): Promise<void> {
  for (const { id } of subscriptions) {
    await graphSubscriptions.delete(id, signal);
    await noteGone(store, id);
    log.info('subscriptionDeleted', { subscriptionId: id });
  }
}
