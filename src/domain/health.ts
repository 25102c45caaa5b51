/** When the pipeline is unwell, and what a person does about it. */

/** One observation of the running pipeline. Instants are undefined when the thing never happened. */
export interface Observation {
  readonly now: Date;
  readonly queueReachable: boolean;
  readonly tablesReachable: boolean;
  /** Messages in the poison queue, which a function should have moved to DeadLetters at once. */
  readonly poisonedMessages: number;
  readonly subscription: {
    /** When the subscription that Graph last listed ends; undefined when it listed none. */
    readonly liveUntil: Date | undefined;
    /** How Graph refused, when the last check of the subscription failed. */
    readonly refusedAs: string | undefined;
    readonly clientStateMismatchAt: Date | undefined;
  };
  readonly maintainSucceededAt: Date | undefined;
  readonly pending: {
    /** The earliest due time among the calls that wait. */
    readonly oldestDueAt: Date | undefined;
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

/** Every reason for which health fails, with its remedy. The codes are stable: alerts name them. */
export const healthReasons = {
  tablesUnreachable:
    'Table Storage does not answer. Check the storage account, its firewall, and the role Storage Table Data Contributor of the identity.',
  queueUnreachable:
    'The queue does not answer. Check the storage account, its firewall, and the role Storage Queue Data Contributor of the identity.',
  poisonedMessages:
    'The poison queue is not empty: deadLetterCallRecord fails or does not run. Messages in it are lost after seven days.',
  permissionMissing:
    'Graph answers 403. Grant the application permission CallRecords.Read.All to the identity; a token issued before is used for up to a day.',
  tokenRefused: 'No token, or Graph answers 401. Check GRAPH_TENANT_ID, the identity and AZURE_CLIENT_ID.',
  noLiveSubscription:
    'Graph has no subscription of ours, so nothing is notified. See LastFailure in PipelineStatus (subscription); often WEBHOOK_BASE_URL cannot be reached from the internet.',
  maintainNotSucceeding:
    'The timer maintain has not succeeded for ten minutes. See LastFailure in PipelineStatus (maintain) and its logs.',
  clientStateMismatch:
    'Notifications for our subscription carry a clientState that we do not know and are dropped. Set GRAPH_CLIENT_STATE_PREVIOUS to the secret before the change.',
  graphFailing:
    'Calls have been waiting for over an hour because Graph throttles or fails. See LastError in PendingCallRecords and the service health in the Microsoft 365 admin center.',
  storageFailing:
    'Calls could not be stored for over an hour. See LastError in PendingCallRecords, and the storage account’s metrics.',
  pendingOverdue:
    'Calls are due in PendingCallRecords for over fifteen minutes. See whether maintain runs and the queue drains.',
  unreadableRows:
    'PendingCallRecords has rows with a column of the wrong type, which are never released. Storage Explorer makes new columns String: State is String, NextAttemptAt is DateTime.',
  deadLetters:
    'Messages were given up on within the last day. See Reason in DeadLetters. What came from a queue and names a call is replayed when its State is set to waiting; what the webhook could not read is for people.',
} as const;
export type HealthReason = keyof typeof healthReasons;

const MINUTE = 60_000;
/** maintain runs every minute; ten missed runs are no accident. */
const MAINTAIN_SILENT_MS = 10 * MINUTE;
const OVERDUE_MS = 15 * MINUTE;
/** Throttling and short outages are everyday; an hour of them is worth a look. */
const FAILING_MS = 60 * MINUTE;
/** Graph repeats notifications for hours; an hour of silence says the mismatch has ended. */
const MISMATCH_COUNTS_FOR_MS = 60 * MINUTE;

/** The reasons why an observation is not healthy; none when it is. */
export function judgeHealth(observation: Observation): ReadonlyArray<HealthReason> {
  const { now, subscription, pending } = observation;
  const olderThan = (instant: Date | undefined, milliseconds: number): boolean =>
    instant !== undefined && now.getTime() - instant.getTime() > milliseconds;
  const reasons: Array<HealthReason> = [];
  if (!observation.queueReachable) reasons.push('queueUnreachable');
  if (observation.poisonedMessages > 0) reasons.push('poisonedMessages');
  // Everything below is read from tables: without them nothing more can be said.
  if (!observation.tablesReachable) return [...reasons, 'tablesUnreachable'];
  if (subscription.refusedAs === 'forbidden' || pending.forbiddenSince !== undefined) {
    reasons.push('permissionMissing');
  }
  if (subscription.refusedAs === 'unauthorized' || pending.unauthorizedSince !== undefined) {
    reasons.push('tokenRefused');
  }
  if (subscription.liveUntil === undefined || subscription.liveUntil <= now)
    reasons.push('noLiveSubscription');
  const { maintainSucceededAt } = observation;
  if (maintainSucceededAt === undefined || olderThan(maintainSucceededAt, MAINTAIN_SILENT_MS)) {
    reasons.push('maintainNotSucceeding');
  }
  const { clientStateMismatchAt } = subscription;
  if (clientStateMismatchAt !== undefined && !olderThan(clientStateMismatchAt, MISMATCH_COUNTS_FOR_MS)) {
    reasons.push('clientStateMismatch');
  }
  if (olderThan(pending.graphFailingSince, FAILING_MS)) reasons.push('graphFailing');
  if (olderThan(pending.storageFailingSince, FAILING_MS)) reasons.push('storageFailing');
  if (olderThan(pending.oldestDueAt, OVERDUE_MS)) reasons.push('pendingOverdue');
  if (observation.unreadableRows > 0) reasons.push('unreadableRows');
  if (observation.newDeadLetters > 0) reasons.push('deadLetters');
  return reasons;
}
