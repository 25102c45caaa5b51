/** Calls wait longer than they should, or were given up. */

import { MINUTE_MS } from '../../language/milliseconds.ts';
import { declareReasons, isOlderThan } from '../reason.ts';
import { FAILING_MS } from './graph.ts';

/** After the latency window a call is asked for at its end and once an hour: two late tries have failed then. */
export const NOT_FOUND_MARGIN_MINUTES = 90;
/** maintain releases every minute what is due. */
const OVERDUE_MS = 15 * MINUTE_MS;

export const waitingReasons = declareReasons({
  storageFailing: {
    holds: (observed) => isOlderThan(observed, observed.pending.storageFailingSince, FAILING_MS),
    shownTo: 'anyone',
    alert: 'health-failing',
    remedy: 'Calls could not be stored for over an hour. Look at the metrics of the storage account.',
    next: './callrecords pending',
  },
  pendingTooOld: {
    holds: (observed, { latencyWindowMinutes }) => {
      const patience = (latencyWindowMinutes + NOT_FOUND_MARGIN_MINUTES) * MINUTE_MS;
      return isOlderThan(observed, observed.pending.notFoundSince, patience);
    },
    shownTo: 'anyone',
    alert: 'pending-too-old',
    remedy:
      'Graph notified the app of a call whose record still answers 404, long after the latency window. It is tried hourly for a day, then shown as unavailable. Look at the service health in the Microsoft 365 admin center. If there are many such calls, open a support request with Microsoft.',
    next: './callrecords pending',
  },
  pendingOverdue: {
    holds: (observed) => isOlderThan(observed, observed.pending.oldestDueAt, OVERDUE_MS),
    shownTo: 'anyone',
    alert: 'health-failing',
    remedy:
      'Calls in PendingCallRecords have been due for over fifteen minutes. Check that maintain runs and that the queue drains.',
    next: './callrecords pending',
  },
  unreadableRows: {
    holds: ({ unreadableRows }) => unreadableRows > 0,
    shownTo: 'anyone',
    alert: 'health-failing',
    remedy:
      'PendingCallRecords has rows with a column of the wrong type, which are never released. Storage Explorer creates new columns as String: State is String, NextAttemptAt is DateTime.',
    next: './callrecords pending',
  },
  deadLetters: {
    holds: ({ newDeadLetters }) => newDeadLetters > 0,
    shownTo: 'anyone',
    alert: 'dead-letters',
    remedy:
      'Messages were given up on within the last day. Each row of DeadLetters names the reason. After the reason is fixed, what names a call can be replayed; what the webhook could not read names no call.',
    next: './callrecords dead-letters',
  },
});
