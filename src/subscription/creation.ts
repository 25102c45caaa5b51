/** Asks Graph for a new subscription: a Graph that hides or loses what it has must not be filled with them. */

import { type DateTime, toDate, toDateTime } from '../language/date-time.ts';
import { MINUTE_MS } from '../language/milliseconds.ts';
import { GraphFailure, type GraphSubscription } from '../ports/graph.ts';
import type { PipelineStatusValues } from '../tables/declarations/pipeline-status.ts';
import type { Checking } from './checking.ts';
import { CHANGE_TYPE, type DesiredSubscription, LIFETIME_MS, RESOURCE } from './subscription.ts';
import { noteCreated } from './subscription-rows.ts';

/**
 * Graph allows an organization 100 subscriptions to call records, which one a minute would use up within two hours.
 * https://learn.microsoft.com/graph/changenotifications-for-callrecords
 */
const CREATED_AT_MOST_EVERY_MS = 10 * MINUTE_MS;

/** What answers for a Graph that may have done what was asked. */
const GATEWAYS: ReadonlySet<number> = new Set([502, 504]);

/** Whether it was created: too soon after the one before it waits. */
export async function createWhenAllowed(checking: Checking, gapFrom: DateTime | undefined): Promise<boolean> {
  const { store, before, desired, log } = checking;
  if (!mayCreate(before, desired, store.clock.now())) {
    log.warn('subscriptionCreationWaits', { createdBefore: before.CreationAskedAt });
    return false;
  }
  await create(checking, gapFrom);
  return true;
}

export async function create(checking: Checking, gapFrom: DateTime | undefined): Promise<void> {
  const { store, desired, log } = checking;
  const askedAt = store.clock.now();
  await store.status.merge('subscription', askedNow(desired, askedAt));
  let created: GraphSubscription;
  try {
    created = await askForOne(checking, askedAt);
  } catch (error) {
    if (isRefused(error)) await store.status.merge('subscription', NOTHING_ASKED);
    throw error;
  }
  const { clientStateHash } = desired;
  await noteCreated(store, created, { clientStateHash, gapFrom, askedAt });
  log.info('subscriptionCreated', { subscriptionId: created.id, gapFrom });
}

async function askForOne(
  { graphSubscriptions, desired, clientState, signal }: Checking,
  askedAt: Date,
): Promise<GraphSubscription> {
  const { notificationUrl, lifecycleNotificationUrl } = desired;
  const expirationDateTime = new Date(askedAt.getTime() + LIFETIME_MS);
  const addresses = { notificationUrl, lifecycleNotificationUrl };
  return await graphSubscriptions.create(
    { resource: RESOURCE, changeType: CHANGE_TYPE, ...addresses, expirationDateTime, clientState },
    signal,
  );
}

/**
 * Whether Graph may be asked for a new one now. The first one of ten minutes always may, and so may one with other
 * settings. That the one before is gone is not enough: what ended it would end the next one too.
 */
function mayCreate(before: PipelineStatusValues, desired: DesiredSubscription, now: Date): boolean {
  const { CreationAskedAt, CreationAskedFor } = before;
  return (
    CreationAskedAt === undefined ||
    CreationAskedFor !== wanted(desired) ||
    now.getTime() - toDate(CreationAskedAt).getTime() >= CREATED_AT_MOST_EVERY_MS
  );
}

/** What the status row says from before Graph is asked: a crash after that must not make it ask again at once. */
function askedNow(desired: DesiredSubscription, now: Date): PipelineStatusValues {
  return { CreationAskedAt: toDateTime(now), CreationAskedFor: wanted(desired) };
}

/** What the status row says once Graph has refused: it may be asked again. */
const NOTHING_ASKED: PipelineStatusValues = { CreationAskedFor: '' };

/** Whether nothing was created. An answer that was lost, or of a gateway, does not say so. */
function isRefused(error: unknown): boolean {
  if (!(error instanceof GraphFailure)) return false;
  const { status = 0 } = error;
  return status >= 400 && !GATEWAYS.has(status);
}

function wanted({ notificationUrl, lifecycleNotificationUrl, clientStateHash }: DesiredSubscription): string {
  return [notificationUrl, lifecycleNotificationUrl, clientStateHash].join(' ');
}
