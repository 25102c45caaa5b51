/** When the pipeline is unwell. */

import { MINUTE_MS } from '../language/milliseconds.ts';
import { FULL_QUEUE } from '../ports/ingest-limits.ts';
import type { HealthReason } from './health-reasons.ts';

/** One observation of the running pipeline. Instants are undefined when the thing never happened. */
export interface Observation {
  readonly now: Date;
  readonly queueReachable: boolean;
  readonly tablesReachable: boolean;
  /** Messages in the queue, as the service counts them. */
  readonly queueLength: number | undefined;
  /** Messages in the poison queue, which a function should have moved to DeadLetters at once. */
  readonly poisonedMessages: number;
  readonly subscription: {
    /** When the subscription that Graph last listed ends; undefined when it listed none. */
    readonly liveUntil: Date | undefined;
    /** How Graph refused, when the last check of the subscription failed. */
    readonly refusedAs: string | undefined;
    readonly clientStateMismatchAt: Date | undefined;
  };
  readonly notifications: {
    /**
     * The last notification that brought something new; or since when there is a reason to expect one, if that is
     * later: the live subscription was created, its gap ended, the pipeline came back from an outage of its own.
     */
    readonly expectedSince: Date | undefined;
    /** When Graph last changed a call that listing found and no notification had brought. */
    readonly lastMissedAt: Date | undefined;
  };
  readonly maintainSucceededAt: Date | undefined;
  /** Since when maintain has been succeeding, but for breaks of less than four hours. */
  readonly runningSince: Date | undefined;
  readonly reconcile: {
    readonly succeededAt: Date | undefined;
    /** How Graph refused, when the last run failed. */
    readonly refusedAs: string | undefined;
    /** The earliest due time among the checks of hours that are due. */
    readonly oldestDueAt: Date | undefined;
    /** Since when an hour has had calls missing at every check, two at least, besides those given up on. */
    readonly incompleteSince: Date | undefined;
  };
  readonly pending: {
    /** The earliest due time among the calls that wait. */
    readonly oldestDueAt: Date | undefined;
    /** Since when a call has been waiting of which Graph says that it is not there. */
    readonly notFoundSince: Date | undefined;
    /** Since when a call has been waiting that was refused with 403, with 401, or because Graph or storage failed. */
    readonly forbiddenSince: Date | undefined;
    readonly unauthorizedSince: Date | undefined;
    readonly graphFailingSince: Date | undefined;
    readonly storageFailingSince: Date | undefined;
  };
  /** Rows in PendingCallRecords that the pipeline cannot read: typed in by hand, with a column of another type. */
  readonly unreadableRows: number;
  /** Dead letters of the last 24 hours that have not been replayed. */
  readonly newDeadLetters: number;
}

/** maintain runs every minute; ten missed runs are not an accident. */
export const MAINTAIN_SILENT_MS = 10 * MINUTE_MS;
/** reconcile runs every five minutes, four of which a run may take. */
export const RECONCILE_SILENT_MS = 30 * MINUTE_MS;
/** A first start lists 30 days within an hour or two; a day's checks take seconds. */
const RECONCILE_BEHIND_MS = 120 * MINUTE_MS;
/** What a check finds missing is fetched within minutes, and looked for again after an hour and after two. */
const INCOMPLETE_MS = 180 * MINUTE_MS;
/**
 * Between two notifications of a tenant in use, and more than the 150 minutes by which Graph may let one wait. Time is
 * counted between calls, not by the clock: without calls there is nothing to be notified of.
 */
const UNNOTIFIED_MS = 180 * MINUTE_MS;
const OVERDUE_MS = 15 * MINUTE_MS;
/** After the latency window a call is asked for at its end and once an hour: two late tries have failed then. */
export const NOT_FOUND_MARGIN_MINUTES = 90;
/** Throttling and short outages are everyday; an hour of them is worth a look. */
const FAILING_MS = 60 * MINUTE_MS;
/** Graph repeats notifications for hours; an hour of silence says the mismatch has ended. */
const MISMATCH_COUNTS_FOR_MS = 60 * MINUTE_MS;
/**
 * maintain fills the queue up to FULL_QUEUE, as in a backfill, which is healthy. Twice as many messages can only be
 * notifications that arrive faster than they are ingested.
 */
const QUEUE_BACKLOG = 2 * FULL_QUEUE;

/** The reasons why an observation is not healthy; none when it is. */
export function judgeHealth(
  observation: Observation,
  { latencyWindowMinutes }: { readonly latencyWindowMinutes: number },
): ReadonlyArray<HealthReason> {
  const { now, queueLength, subscription, notifications, runningSince, reconcile, pending } = observation;
  const isOlderThan = (instant: Date | undefined, milliseconds: number): boolean =>
    instant !== undefined && now.getTime() - instant.getTime() > milliseconds;
  const isPast = (instant: Date | undefined): boolean => instant === undefined || instant <= now;
  const isSilent = (succeededAt: Date | undefined, milliseconds: number): boolean =>
    succeededAt === undefined || isOlderThan(succeededAt, milliseconds);
  const { clientStateMismatchAt } = subscription;
  const refusals = [subscription.refusedAs, reconcile.refusedAs];
  const notFoundMs = (latencyWindowMinutes + NOT_FOUND_MARGIN_MINUTES) * MINUTE_MS;

  const ofQueues: Partial<Record<HealthReason, boolean>> = {
    queueUnreachable: !observation.queueReachable,
    poisonedMessages: observation.poisonedMessages > 0,
    queueBacklog: queueLength !== undefined && queueLength > QUEUE_BACKLOG,
    tablesUnreachable: !observation.tablesReachable,
  };
  const ofTables: Partial<Record<HealthReason, boolean>> = {
    permissionMissing: refusals.includes('forbidden') || pending.forbiddenSince !== undefined,
    tokenRefused: refusals.includes('unauthorized') || pending.unauthorizedSince !== undefined,
    noLiveSubscription: isPast(subscription.liveUntil),
    noNotifications: liesBetween(notifications, UNNOTIFIED_MS),
    maintainNotSucceeding: isSilent(observation.maintainSucceededAt, MAINTAIN_SILENT_MS),
    // Where it could not have run yet, and after an outage of everything, it is given its time.
    reconcileNotSucceeding:
      isSilent(reconcile.succeededAt, RECONCILE_SILENT_MS) && isOlderThan(runningSince, RECONCILE_SILENT_MS),
    reconcileBehind: isOlderThan(reconcile.oldestDueAt, RECONCILE_BEHIND_MS),
    coverageIncomplete: isOlderThan(reconcile.incompleteSince, INCOMPLETE_MS),
    clientStateMismatch:
      clientStateMismatchAt !== undefined && !isOlderThan(clientStateMismatchAt, MISMATCH_COUNTS_FOR_MS),
    graphFailing: isOlderThan(pending.graphFailingSince, FAILING_MS),
    storageFailing: isOlderThan(pending.storageFailingSince, FAILING_MS),
    pendingTooOld: isOlderThan(pending.notFoundSince, notFoundMs),
    pendingOverdue: isOlderThan(pending.oldestDueAt, OVERDUE_MS),
    unreadableRows: observation.unreadableRows > 0,
    deadLetters: observation.newDeadLetters > 0,
  };
  // Without tables nothing more can be said.
  const found = observation.tablesReachable ? { ...ofQueues, ...ofTables } : ofQueues;
  return (Object.keys(found) as Array<HealthReason>).filter((reason) => found[reason] === true);
}

/** Whether Graph went on changing calls for so long after a notification was last to be expected. */
function liesBetween(
  { expectedSince, lastMissedAt }: Observation['notifications'],
  milliseconds: number,
): boolean {
  if (expectedSince === undefined || lastMissedAt === undefined) return false;
  return lastMissedAt.getTime() - expectedSince.getTime() > milliseconds;
}
