/** Sees to it that Graph has exactly one right subscription, and remembers when there was none. */

import { type DateTime, later, toDate, toDateTime } from '../language/date-time.ts';
import { MINUTE_MS } from '../language/milliseconds.ts';
import type { Log } from '../logs/log.ts';
import { GraphFailure, type GraphSubscription, type GraphSubscriptions } from '../ports/graph.ts';
import type { Store } from '../rows/store.ts';
import {
  CHANGE_TYPE,
  canBeKept,
  type DesiredSubscription,
  isForCallRecords,
  LIFETIME_MS,
  RESOURCE,
  renewalReason,
  serves,
} from './subscription.ts';
import {
  noteCreated,
  noteGone,
  noteListed,
  noteRenewed,
  type RememberedSubscriptions,
  readSubscriptions,
} from './subscription-rows.ts';

export interface Subscribing {
  readonly store: Store;
  readonly graphSubscriptions: GraphSubscriptions;
  readonly desired: DesiredSubscription;
  /** The secret itself, for a new subscription. */
  readonly clientState: string;
  readonly log: Log;
}

/** Validation handshakes included, one check of the subscription takes seconds. */
const CHECK_WITHIN_MS = 120_000;

/** Rejects with GraphFailure when Graph refuses; the next run tries again. */
export async function ensureSubscription(subscribing: Subscribing): Promise<void> {
  const { clock } = subscribing.store;
  await clock.withDeadline(CHECK_WITHIN_MS, (signal) => check(subscribing, signal));
}

async function check(subscribing: Subscribing, signal: AbortSignal): Promise<void> {
  const { store, graphSubscriptions, desired } = subscribing;
  const { clock } = store;
  const listed = (await graphSubscriptions.list(signal)).filter(isForCallRecords);
  const remembered = await readSubscriptions(store);
  const usable = listed
    .filter((existing) => canBeKept(existing, remembered.get(existing.id), desired))
    .sort((a, b) => b.expirationDateTime.getTime() - a.expirationDateTime.getTime());
  const serving = listed.filter(({ id }) => serves(remembered.get(id), desired));
  await noteListed(store, { listed, serving, remembered });

  const [kept] = usable;
  if (kept === undefined) {
    const lastServedAt = latestSeen(remembered.values());
    const isServed = serving.length > 0 && isRecent(lastServedAt, clock.now());
    await replace(subscribing, { listed, remembered, isServed, lastServedAt }, signal);
    return;
  }
  const reason = renewalReason(kept, remembered.get(kept.id), desired, clock.now());
  if (reason !== undefined) await renew(subscribing, kept, reason, signal);
  // Last, so that one that cannot be deleted never keeps the right one from being renewed.
  for (const extra of listed) {
    if (extra.id !== kept.id) await remove(subscribing, extra, remembered, signal);
  }
}

async function renew(
  subscribing: Subscribing,
  subscription: GraphSubscription,
  reason: string,
  signal: AbortSignal,
): Promise<void> {
  const { store, graphSubscriptions, desired, log } = subscribing;
  const askedAt = store.clock.now();
  const expirationDateTime = new Date(askedAt.getTime() + LIFETIME_MS);
  try {
    const changes = { expirationDateTime, notificationUrl: desired.notificationUrl };
    const renewed = await graphSubscriptions.renew(subscription.id, changes, signal);
    await noteRenewed(store, renewed, askedAt);
    log.info('subscriptionRenewed', { subscriptionId: subscription.id, because: reason });
  } catch (error) {
    if (!(error instanceof GraphFailure) || error.kind !== 'notFound') throw error;
    // Graph has answered 404 to renewals of subscriptions that lived on: only a second look says it is gone.
    if ((await graphSubscriptions.get(subscription.id, signal)) !== undefined) throw error;
    await create(subscribing, toDateTime(store.clock.now()), signal);
  }
}

/**
 * The new subscription first, so that no notification falls between two of them. Where Graph accepts no second
 * one of the same kind, the unusable ones are deleted before.
 */
async function replace(
  subscribing: Subscribing,
  found: {
    readonly listed: ReadonlyArray<GraphSubscription>;
    readonly remembered: RememberedSubscriptions;
    /** Notifications have been accepted all along: with the previous secret. */
    readonly isServed: boolean;
    readonly lastServedAt: DateTime | undefined;
  },
  signal: AbortSignal,
): Promise<void> {
  const deleteListed = async () => {
    for (const old of found.listed) await remove(subscribing, old, found.remembered, signal);
  };
  try {
    await create(subscribing, found.isServed ? undefined : found.lastServedAt, signal);
  } catch (error) {
    if (!(error instanceof GraphFailure) || error.kind !== 'conflict') throw error;
    await deleteListed();
    await create(subscribing, found.lastServedAt, signal);
    return;
  }
  await deleteListed();
}

async function create(
  { store, graphSubscriptions, desired, clientState, log }: Subscribing,
  gapFrom: DateTime | undefined,
  signal: AbortSignal,
): Promise<void> {
  const askedAt = store.clock.now();
  const created = await graphSubscriptions.create(
    {
      resource: RESOURCE,
      changeType: CHANGE_TYPE,
      notificationUrl: desired.notificationUrl,
      lifecycleNotificationUrl: desired.lifecycleNotificationUrl,
      expirationDateTime: new Date(askedAt.getTime() + LIFETIME_MS),
      clientState,
    },
    signal,
  );
  const { clientStateHash } = desired;
  await noteCreated(store, created, { clientStateHash, gapFrom, askedAt });
  log.info('subscriptionCreated', { subscriptionId: created.id, gapFrom });
}

async function remove(
  { store, graphSubscriptions, desired, log }: Subscribing,
  { id, notificationUrl }: GraphSubscription,
  remembered: RememberedSubscriptions,
  signal: AbortSignal,
): Promise<void> {
  await graphSubscriptions.delete(id, signal);
  await noteGone(store, id);
  const isOurs =
    remembered.get(id)?.ClientStateHash !== undefined ||
    hostOf(notificationUrl) === hostOf(desired.notificationUrl);
  if (isOurs) log.info('subscriptionDeleted', { subscriptionId: id });
  // Again and again, it is another deployment under the same app registration, which deletes ours in turn.
  else log.warn('foreignSubscriptionDeleted', { subscriptionId: id, host: hostOf(notificationUrl) });
}

function hostOf(url: string): string | undefined {
  return URL.canParse(url) ? new URL(url).host : undefined;
}

/** Checks are a minute apart; a few may fail. */
const SERVED_WITHIN_MS = 10 * MINUTE_MS;

/**
 * Whether a subscription whose notifications are accepted now was seen to be so just before. What was refused in a longer
 * time Graph may be sending again, but not once its subscription is deleted.
 */
function isRecent(lastServedAt: DateTime | undefined, now: Date): boolean {
  return lastServedAt !== undefined && now.getTime() - toDate(lastServedAt).getTime() <= SERVED_WITHIN_MS;
}

/** The last time a subscription was there whose notifications were accepted. */
function latestSeen(rows: Iterable<{ readonly LastSeenAt?: DateTime | undefined }>): DateTime | undefined {
  return Array.from(rows, ({ LastSeenAt }) => LastSeenAt).reduce(later, undefined);
}
