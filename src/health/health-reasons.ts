/** Why health fails, and what a person does about it. */

/** Every reason for which health fails, with its remedy. The codes are stable: alerts name them. */
export const healthReasons = {
  tablesUnreachable:
    'Table Storage does not answer. Check the storage account, its firewall, and the role Storage Table Data Contributor of the identity.',
  queueUnreachable:
    'The queue does not answer. Check the storage account, its firewall, and the role Storage Queue Data Contributor of the identity.',
  poisonedMessages:
    'The poison queue is not empty: deadLetterCallRecord fails or does not run. Messages in it are lost after seven days.',
  queueBacklog:
    'More notifications wait in the queue than are worked off. See whether ingestCallRecord runs, its errors, and how many instances the plan allows; a burst passes by itself.',
  permissionMissing:
    'Graph answers 403. Grant the application permission CallRecords.Read.All to the identity; a token issued before is used for up to a day.',
  tokenRefused: 'No token, or Graph answers 401. Check GRAPH_TENANT_ID, the identity and AZURE_CLIENT_ID.',
  noLiveSubscription:
    'Graph has no subscription of ours, so nothing is notified. See LastFailure in PipelineStatus (subscription); often WEBHOOK_BASE_URL cannot be reached from the internet.',
  noNotifications:
    'Graph has new calls and no notification of them came; listing fetches them, hours later. Check that a POST from the internet reaches /api/notifications (firewall, access restrictions, authentication in front of the app). Deleting the subscription in Graph makes maintain create a new one. The next notification, of a test call too, ends this reason.',
  maintainNotSucceeding:
    'The timer maintain has not succeeded for ten minutes. See LastFailure in PipelineStatus (maintain) and its logs.',
  reconcileNotSucceeding:
    'The timer reconcile has not succeeded for half an hour, so lost notifications stay unnoticed. See LastFailure in PipelineStatus (reconcile) and its logs.',
  reconcileBehind:
    'Hours have been due to be compared with Graph’s list for over two hours. After a first start of a large tenant this passes; otherwise see whether Graph throttles (NotBefore in PipelineStatus, reconcile) and LastError in Coverage.',
  coverageIncomplete:
    'Calls that Graph lists have been missing for over three hours. See Missing in Coverage, and LastError in PendingCallRecords; if nothing waits there, Graph lists a call without a readable id, which only Microsoft can explain. An hour is checked again within six hours: set its NextCheckAt to a past time to have it checked within minutes.',
  clientStateMismatch:
    'Notifications for our subscription carry a clientState that we do not know and are dropped. Set GRAPH_CLIENT_STATE_PREVIOUS to the secret before the change.',
  graphFailing:
    'Calls have been waiting for over an hour because Graph throttles or fails. See LastError in PendingCallRecords and the service health in the Microsoft 365 admin center.',
  storageFailing:
    'Calls could not be stored for over an hour. See LastError in PendingCallRecords, and the storage account’s metrics.',
  pendingTooOld:
    'Graph has told of a call whose record still answers 404, long after the latency window. It is tried hourly for a day, then shown as unavailable. See the service health in the Microsoft 365 admin center; many at once are worth a support request to Microsoft.',
  pendingOverdue:
    'Calls are due in PendingCallRecords for over fifteen minutes. See whether maintain runs and the queue drains.',
  unreadableRows:
    'PendingCallRecords has rows with a column of the wrong type, which are never released. Storage Explorer makes new columns String: State is String, NextAttemptAt is DateTime.',
  deadLetters:
    'Messages were given up on within the last day. See Reason in DeadLetters. What came from a queue and names a call is replayed when its State is set to waiting; what the webhook could not read is for people.',
} as const;
export type HealthReason = keyof typeof healthReasons;
