/** Makes a new subscription in the place of those that cannot be kept. */

import { type DateTime, later, toDate } from '../language/date-time.ts';
import { MINUTE_MS } from '../language/milliseconds.ts';
import { GraphFailure, type GraphSubscription } from '../ports/graph.ts';
import { type Checking, hasExpired } from './checking.ts';
import { create, createWhenAllowed } from './creation.ts';
import { keepBestOf, removeAll } from './keep-best.ts';
import { isOwn, serves } from './subscription.ts';
import { noteForeign, noteLive } from './subscription-rows.ts';

/**
 * The new subscription first, so that no notification falls between two of them. Where Graph accepts no second
 * one of the same kind, the unusable ones are deleted before. Returns whether there is one afterwards.
 */
export async function replace(checking: Checking, own: ReadonlyArray<GraphSubscription>): Promise<boolean> {
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
