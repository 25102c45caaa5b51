/** Sees to it that Graph has exactly one right subscription, and remembers when there was none. */

import { toDate, toDateTime } from '../language/date-time.ts';
import { MINUTE_MS } from '../language/milliseconds.ts';
import { GraphFailure, type GraphSubscription } from '../ports/graph.ts';
import { failureText } from '../status/failure-text.ts';
import type { PipelineStatusValues } from '../tables/declarations/pipeline-status.ts';
import { type Checking, hasExpired, type Subscribing } from './checking.ts';
import { type Kept, keepBestOf, removeAll } from './keep-best.ts';
import { replace } from './replace.ts';
import { isForCallRecords, isOwn, serves } from './subscription.ts';
import {
  noteForeign,
  noteGone,
  noteLive,
  type RememberedSubscriptions,
  readSubscriptions,
} from './subscription-rows.ts';

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
