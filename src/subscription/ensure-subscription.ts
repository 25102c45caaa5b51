/** Sees to it that Graph has exactly one right subscription, and remembers when there was none. */

import { type DateTime, later, toDate, toDateTime } from '../language/date-time.ts';
import { MINUTE_MS } from '../language/milliseconds.ts';
import type { Log } from '../logs/log.ts';
import { GraphFailure, type GraphSubscription, type GraphSubscriptions } from '../ports/graph.ts';
import type { Store } from '../rows/store.ts';
import { failureText } from '../status/failure-text.ts';
import type { PipelineStatusValues } from '../tables/declarations/pipeline-status.ts';
import { askedNow, isRefused, mayCreate, NOTHING_ASKED } from './creation.ts';
import {
  CHANGE_TYPE,
  canBeKept,
  type DesiredSubscription,
  isForCallRecords,
  isOwn,
  LIFETIME_MS,
  RESOURCE,
  renewalReason,
  serves,
} from './subscription.ts';
import {
  noteCreated,
  noteForeign,
  noteGone,
  noteLive,
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
/** The list is waited for so long, which leaves time to create one without it. */
const LIST_WITHIN_MS = 30_000;
/** Subscriptions that only the list can show harm nothing: a second one of ours, or another deployment's. */
const LISTED_EVERY_MS = 10 * MINUTE_MS;

/**
 * `before`: what the status row said. Returns what it is to say; without LastSuccessAt there is no subscription yet.
 * Rejects with GraphFailure when Graph refuses; the next run tries again.
 */
export async function ensureSubscription(
  subscribing: Subscribing,
  before: PipelineStatusValues,
): Promise<PipelineStatusValues> {
  const { clock } = subscribing.store;
  return await clock.withDeadline(CHECK_WITHIN_MS, async (signal) => {
    const remembered = await readSubscriptions(subscribing.store);
    return await check({ ...subscribing, before, remembered, signal });
  });
}

interface Checking extends Subscribing {
  readonly before: PipelineStatusValues;
  readonly remembered: RememberedSubscriptions;
  readonly signal: AbortSignal;
}

/**
 * Each subscription is asked for by its id, and only a 404 to it says that it is gone: Graph's list has been empty for
 * days while subscriptions lived, and has failed alone. The list adds ids to ask for.
 */
async function check(checking: Checking): Promise<PipelineStatusValues> {
  const { store, remembered } = checking;
  const now = toDateTime(store.clock.now());
  const known = await keepBestOf(checking, await living(checking, idsToAskFor(remembered)));
  if (known.isKept && !isListDue(checking)) return { LastSuccessAt: now };

  const listed = await ownListed(checking, known);
  if (known.isKept) {
    await removeAll(checking, listed);
    return { ListedAt: now, LastSuccessAt: now };
  }
  const found = await keepBestOf(checking, [...known.own, ...listed]);
  const isThere = found.isKept || (await replace(checking, found.own));
  return { ListedAt: now, ...(isThere ? { LastSuccessAt: now } : {}) };
}

/** Those that lived at the last check, and those whose place an operator wants to take. */
function idsToAskFor(remembered: RememberedSubscriptions): ReadonlyArray<string> {
  return [...remembered].flatMap(([id, { State, TakeOverAt }]) =>
    State === 'live' || (State === 'foreign' && TakeOverAt !== undefined) ? [id] : [],
  );
}

/** Those of these ids that live and are our own. */
async function living(
  checking: Checking,
  ids: ReadonlyArray<string>,
): Promise<ReadonlyArray<GraphSubscription>> {
  const { store, graphSubscriptions, remembered, desired, signal } = checking;
  const own: Array<GraphSubscription> = [];
  for (const id of ids) {
    const found = await graphSubscriptions.get(id, signal);
    if (found === undefined || hasExpired(checking, found)) {
      if (remembered.has(id)) await noteGone(store, id);
    } else if (isOwn(found, remembered, desired)) {
      await noteLive(store, found, serves(remembered.get(id), desired));
      own.push(found);
    } else {
      await noteForeign(store, found);
    }
  }
  return own;
}

/** Graph has shown subscriptions after their end, which it no longer renews. */
function hasExpired({ store }: Checking, { expirationDateTime }: GraphSubscription): boolean {
  return expirationDateTime <= store.clock.now();
}

function isListDue({ before: { ListedAt }, store }: Checking): boolean {
  return (
    ListedAt === undefined || store.clock.now().getTime() - toDate(ListedAt).getTime() >= LISTED_EVERY_MS
  );
}

/**
 * Our own subscriptions that the list adds to the known ones. Those of other deployments are remembered, to be shown. A
 * list that fails adds none, and rejects only where it is needed and Graph says when to come back.
 */
async function ownListed(checking: Checking, { isKept }: Kept): Promise<ReadonlyArray<GraphSubscription>> {
  const { store, graphSubscriptions, remembered, desired, log } = checking;
  let all: ReadonlyArray<GraphSubscription>;
  try {
    all = await store.clock.withDeadline(LIST_WITHIN_MS, (signal) => graphSubscriptions.list(signal));
  } catch (error) {
    if (!isKept && error instanceof GraphFailure && error.retryAt !== undefined) throw error;
    log.warn('subscriptionsNotListed', { failure: failureText([error]) });
    return [];
  }
  const listed = all.filter((one) => isForCallRecords(one) && !hasExpired(checking, one));
  const foreign = listed.filter((one) => !isOwn(one, remembered, desired));
  for (const one of foreign) await noteForeign(store, one);
  for (const [id, { State }] of remembered) {
    if (State === 'foreign' && !listed.some((one) => one.id === id)) await noteGone(store, id);
  }
  const passedOver = new Set([...idsToAskFor(remembered), ...foreign.map(({ id }) => id)]);
  const added = listed.map(({ id }) => id).filter((id) => !passedOver.has(id));
  return await living(checking, added);
}

interface Kept {
  /** Whether one of them is right, and the only one. */
  readonly isKept: boolean;
  /** Those that live. */
  readonly own: ReadonlyArray<GraphSubscription>;
}

/** Of those that can be made right by a renewal, the one that ends last is kept, and all others are deleted. */
async function keepBestOf(checking: Checking, found: ReadonlyArray<GraphSubscription>): Promise<Kept> {
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

/**
 * The new subscription first, so that no notification falls between two of them. Where Graph accepts no second
 * one of the same kind, the unusable ones are deleted before. Returns whether there is one afterwards.
 */
async function replace(checking: Checking, own: ReadonlyArray<GraphSubscription>): Promise<boolean> {
  const { store, remembered, desired } = checking;
  const lastServedAt = latestSeen(remembered.values());
  // Notifications have been accepted all along: with the previous secret.
  const isServed =
    own.some(({ id }) => serves(remembered.get(id), desired)) && isRecent(lastServedAt, store.clock.now());
  try {
    if (!(await createWhenAllowed(checking, isServed ? undefined : lastServedAt))) return false;
  } catch (error) {
    if (!(error instanceof GraphFailure) || error.kind !== 'conflict') throw error;
    return await replaceConflicting(checking, own, error, lastServedAt);
  }
  await removeAll(checking, own);
  return true;
}

/** Graph accepts no second subscription beside the one that it names. Rejects with that where it is another deployment's. */
async function replaceConflicting(
  checking: Checking,
  own: ReadonlyArray<GraphSubscription>,
  conflict: GraphFailure,
  lastServedAt: DateTime | undefined,
): Promise<boolean> {
  const { store, graphSubscriptions, remembered, desired, signal } = checking;
  const { conflictsWith } = conflict;
  const isNew = conflictsWith !== undefined && own.every(({ id }) => id !== conflictsWith);
  const named = isNew ? await graphSubscriptions.get(conflictsWith, signal) : undefined;
  if (named !== undefined && !isOwn(named, remembered, desired)) {
    await noteForeign(store, named);
    throw conflict;
  }
  const all = named === undefined ? own : [...own, named];
  if (all.length === 0) throw conflict;
  const alive = all.filter((one) => !hasExpired(checking, one));
  for (const one of alive) await noteLive(store, one, serves(remembered.get(one.id), desired));
  if ((await keepBestOf(checking, alive)).isKept) return true;
  await removeAll(checking, all);
  await create(checking, lastServedAt);
  return true;
}

/** Whether it was created: too soon after the one before it waits. */
async function createWhenAllowed(checking: Checking, gapFrom: DateTime | undefined): Promise<boolean> {
  const { store, before, desired, log } = checking;
  if (!mayCreate(before, desired, store.clock.now())) {
    log.warn('subscriptionCreationWaits', { createdBefore: before.CreationAskedAt });
    return false;
  }
  await create(checking, gapFrom);
  return true;
}

async function create(checking: Checking, gapFrom: DateTime | undefined): Promise<void> {
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

async function removeAll(
  { store, graphSubscriptions, log, signal }: Checking,
  subscriptions: ReadonlyArray<GraphSubscription>,
): Promise<void> {
  for (const { id } of subscriptions) {
    await graphSubscriptions.delete(id, signal);
    await noteGone(store, id);
    log.info('subscriptionDeleted', { subscriptionId: id });
  }
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
