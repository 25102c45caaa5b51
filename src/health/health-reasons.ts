/** Why health fails, what to do about it, and the next command to type. */

/** Every reason for which health fails. The codes are stable: alerts name them. */
export const healthReasons = {
  tablesUnreachable: {
    remedy:
      'Table Storage does not answer. Check the storage account, its firewall, and the role Storage Table Data Contributor of the identity.',
    next: './callrecords doctor',
  },
  queueUnreachable: {
    remedy:
      'The queue does not answer. Check the storage account, its firewall, and the role Storage Queue Data Contributor of the identity.',
    next: './callrecords doctor',
  },
  poisonedMessages: {
    remedy:
      'The poison queue is not empty: deadLetterCallRecord fails or does not run. Messages in the poison queue are lost after seven days.',
    next: './callrecords doctor',
  },
  queueBacklog: {
    remedy:
      'Notifications arrive faster than they are ingested. Check that ingestCallRecord runs, its errors, and how many instances the plan allows. A burst passes by itself.',
    next: './callrecords pending',
  },
  permissionMissing: {
    remedy:
      'Graph answers 403. Grant the application permission CallRecords.Read.All to the identity. A token issued before is used for up to a day.',
    next: './callrecords doctor',
  },
  tokenRefused: {
    remedy:
      'There is no token, or Graph answers 401. Check GRAPH_TENANT_ID, the identity and AZURE_CLIENT_ID.',
    next: './callrecords doctor',
  },
  noLiveSubscription: {
    remedy:
      'Graph has no subscription of this app, so nothing is notified. Often Graph cannot reach WEBHOOK_BASE_URL from the internet. The last failure says why Graph refused.',
    next: './callrecords subscription',
  },
  noNotifications: {
    remedy:
      'Graph has new calls and did not notify the app of them. Listing fetches them, hours later. Check that a POST from the internet reaches /api/notifications: firewall, access restrictions, authentication in front of the app. If the subscription is deleted in Graph, maintain creates a new one. The next notification ends this reason; a test call causes one.',
    next: './callrecords doctor',
  },
  maintainNotSucceeding: {
    remedy: 'The timer maintain has not succeeded for ten minutes. Its last failure and its log say why.',
    next: './callrecords subscription',
  },
  reconcileNotSucceeding: {
    remedy:
      'The timer reconcile has not succeeded for half an hour, so lost notifications stay unnoticed. Its last failure and its log say why.',
    next: './callrecords subscription',
  },
  reconcileBehind: {
    remedy:
      'Hours have been due to be compared with Graph’s list for over two hours. After the first start of a large tenant this passes. Otherwise check whether Graph throttles (NotBefore in PipelineStatus, reconcile), and LastError in Coverage.',
    next: './callrecords coverage',
  },
  coverageIncomplete: {
    remedy:
      'Calls that Graph lists have been missing for over three hours. If none of them is pending, Graph lists a call without a readable id, which only Microsoft can explain. An hour is checked again within six hours. To have it checked within minutes, set its NextCheckAt in Coverage to a past time.',
    next: './callrecords coverage',
  },
  clientStateMismatch: {
    remedy:
      'Notifications for the subscription of this app carry an unknown clientState and are dropped. Set GRAPH_CLIENT_STATE_PREVIOUS to the secret before the change.',
    next: './callrecords subscription',
  },
  graphFailing: {
    remedy:
      'Calls have been waiting for over an hour because Graph throttles or fails. Look at the service health in the Microsoft 365 admin center.',
    next: './callrecords pending',
  },
  storageFailing: {
    remedy: 'Calls could not be stored for over an hour. Look at the metrics of the storage account.',
    next: './callrecords pending',
  },
  pendingTooOld: {
    remedy:
      'Graph notified the app of a call whose record still answers 404, long after the latency window. It is tried hourly for a day, then shown as unavailable. Look at the service health in the Microsoft 365 admin center. If there are many such calls, open a support request with Microsoft.',
    next: './callrecords pending',
  },
  pendingOverdue: {
    remedy:
      'Calls in PendingCallRecords have been due for over fifteen minutes. Check that maintain runs and that the queue drains.',
    next: './callrecords pending',
  },
  unreadableRows: {
    remedy:
      'PendingCallRecords has rows with a column of the wrong type, which are never released. Storage Explorer creates new columns as String: State is String, NextAttemptAt is DateTime.',
    next: './callrecords pending',
  },
  deadLetters: {
    remedy:
      'Messages were given up on within the last day. Each row of DeadLetters names the reason. After the reason is fixed, what names a call can be replayed; what the webhook could not read names no call.',
    next: './callrecords dead-letters',
  },
} as const;
export type HealthReason = keyof typeof healthReasons;
