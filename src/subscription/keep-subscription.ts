/** Keeps exactly one right subscription alive in Graph, and remembers when there was none. */

import { type DateTime, later, toDate, toDateTime } from '../language/date-time.ts';
import type { TenantId } from '../language/identifiers.ts';
import type { Log } from '../logs/log.ts';
import type { Clock } from '../ports/clock.ts';
import { GraphFailure, type GraphSubscription, type GraphSubscriptions } from '../ports/graph.ts';
import { type ClientStates, clientStateHash } from './client-state.ts';
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
import type { SubscriptionRows } from './subscription-rows.ts';

export interface KeepSubscriptionDependencies {
  readonly tenantId: TenantId;
  readonly clientStates: ClientStates;
  /** The secret itself, for a new subscription. */
  readonly clientState: string;
  readonly notificationUrl: string;
  readonly lifecycleNotificationUrl: string;
  readonly subscriptions: GraphSubscriptions;
  readonly rows: SubscriptionRows;
  readonly clock: Clock;
  readonly log: Log;
}

/** Validation handshakes included, one check of the subscription takes seconds. */
const CHECK_WITHIN_MS = 120_000;

/** Rejects with GraphFailure when Graph refuses; the next run tries again. */
export async function keepSubscription(dependencies: KeepSubscriptionDependencies): Promise<void> {
  const { subscriptions, rows, clock } = dependencies;
  const { current, previous } = dependencies.clientStates;
  const desired: DesiredSubscription = {
    notificationUrl: dependencies.notificationUrl,
    lifecycleNotificationUrl: dependencies.lifecycleNotificationUrl,
    clientStateHash: clientStateHash(current),
    previousClientStateHash: previous === undefined ? undefined : clientStateHash(previous),
  };
  const signal = clock.deadline(CHECK_WITHIN_MS);
  const listed = (await subscriptions.list(signal)).filter(isForCallRecords);
  const remembered = await rows.readAll();
  const usable = listed
    .filter((existing) => canBeKept(existing, remembered.get(existing.id), desired))
    .sort((a, b) => b.expirationDateTime.getTime() - a.expirationDateTime.getTime());
  const serving = listed.filter(({ id }) => serves(remembered.get(id), desired));
  await rows.noteListed({ listed, serving, remembered });

  const [kept] = usable;
  if (kept === undefined) {
    const lastServedAt = latestSeen(remembered.values());
    const isServed = serving.length > 0 && isRecent(lastServedAt, clock.now());
    await replace(dependencies, { listed, remembered, isServed, lastServedAt }, signal);
    return;
  }
  const reason = renewalReason(kept, remembered.get(kept.id), desired, clock.now());
  if (reason !== undefined) await renew(dependencies, kept, reason, signal);
  // Last, so that one that cannot be deleted never keeps the right one from being renewed.
  for (const extra of listed) {
    if (extra.id !== kept.id) await remove(dependencies, extra, remembered, signal);
  }
}

async function renew(
  dependencies: KeepSubscriptionDependencies,
  subscription: GraphSubscription,
  reason: string,
  signal: AbortSignal,
): Promise<void> {
  const { subscriptions, rows, clock, log, notificationUrl } = dependencies;
  const askedAt = clock.now();
  const expirationDateTime = new Date(askedAt.getTime() + LIFETIME_MS);
  try {
    const changes = { expirationDateTime, notificationUrl };
    const renewed = await subscriptions.renew(subscription.id, changes, signal);
    await rows.noteRenewed(renewed, askedAt);
    log.info('subscriptionRenewed', { subscriptionId: subscription.id, because: reason });
  } catch (error) {
    if (!(error instanceof GraphFailure) || error.kind !== 'notFound') throw error;
    // Graph has answered 404 to renewals of subscriptions that lived on: only a second look says it is gone.
    if ((await subscriptions.get(subscription.id, signal)) !== undefined) throw error;
    await create(dependencies, toDateTime(clock.now()), signal);
  }
}

/**
 * The new subscription first, so that no notification falls between two of them. Where Graph accepts no second
 * one of the same kind, the unusable ones are deleted before.
 */
async function replace(
  dependencies: KeepSubscriptionDependencies,
  found: {
    readonly listed: ReadonlyArray<GraphSubscription>;
    readonly remembered: Remembered;
    /** Notifications have been accepted all along: with the previous secret. */
    readonly isServed: boolean;
    readonly lastServedAt: DateTime | undefined;
  },
  signal: AbortSignal,
): Promise<void> {
  const deleteListed = async () => {
    for (const old of found.listed) await remove(dependencies, old, found.remembered, signal);
  };
  try {
    await create(dependencies, found.isServed ? undefined : found.lastServedAt, signal);
  } catch (error) {
    if (!(error instanceof GraphFailure) || error.kind !== 'conflict') throw error;
    await deleteListed();
    await create(dependencies, found.lastServedAt, signal);
    return;
  }
  await deleteListed();
}

async function create(
  { subscriptions, rows, clock, log, ...dependencies }: KeepSubscriptionDependencies,
  gapFrom: DateTime | undefined,
  signal: AbortSignal,
): Promise<void> {
  const askedAt = clock.now();
  const created = await subscriptions.create(
    {
      resource: RESOURCE,
      changeType: CHANGE_TYPE,
      notificationUrl: dependencies.notificationUrl,
      lifecycleNotificationUrl: dependencies.lifecycleNotificationUrl,
      expirationDateTime: new Date(askedAt.getTime() + LIFETIME_MS),
      clientState: dependencies.clientState,
    },
    signal,
  );
  const { current } = dependencies.clientStates;
  await rows.noteCreated(created, clientStateHash(current), gapFrom, askedAt);
  log.info('subscriptionCreated', { subscriptionId: created.id, gapFrom });
}

/** What the rows say of subscriptions, by their ids. */
type Remembered = Awaited<ReturnType<SubscriptionRows['readAll']>>;

async function remove(
  { subscriptions, rows, log, notificationUrl }: KeepSubscriptionDependencies,
  { id, notificationUrl: theirs }: GraphSubscription,
  remembered: Remembered,
  signal: AbortSignal,
): Promise<void> {
  await subscriptions.delete(id, signal);
  await rows.noteGone(id);
  const isOurs =
    remembered.get(id)?.ClientStateHash !== undefined || hostOf(theirs) === hostOf(notificationUrl);
  if (isOurs) log.info('subscriptionDeleted', { subscriptionId: id });
  // Again and again, it is another deployment under the same app registration, which deletes ours in turn.
  else log.warn('foreignSubscriptionDeleted', { subscriptionId: id, host: hostOf(theirs) });
}

function hostOf(url: string): string | undefined {
  return URL.canParse(url) ? new URL(url).host : undefined;
}

/** Checks are a minute apart; a few may fail. */
const SERVED_WITHIN_MS = 10 * 60_000;

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
