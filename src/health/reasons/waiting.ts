/** Calls wait longer than they should, or were given up. */

import { DAY_MS, MINUTE_MS } from '../../language/milliseconds.ts';
import { declareReasons, isOlderThan } from '../reason.ts';
import { FAILING_MS } from './graph.ts';
import { MAINTAIN_SILENT_MS } from './timers.ts';

/** After the latency window a call is asked for at its end and once an hour: two late tries have failed then. */
export const NOT_FOUND_MARGIN_MINUTES = 90;
/** maintain releases every minute what is due. */
const OVERDUE_MS = 15 * MINUTE_MS;
/** maintain goes on filling the queue; as long as it may be silent. */
const QUEUE_FULL_MS = MAINTAIN_SILENT_MS;
/** At 37 records a second, all calls of 30 days of a tenant with 100,000 a day. */
const BACKLOG_MS = DAY_MS;

export const waitingReasons = declareReasons({
  storageFailing: {
    holds: (observed) => isOlderThan(observed, observed.pending.storageFailingSince, FAILING_MS),
    evidence: ({ pending }) => pending.storageFailure,
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
    holds: (observed) => {
      const { queueFullAt, pending } = observed;
      const isWorkedOff = queueFullAt !== undefined && !isOlderThan(observed, queueFullAt, QUEUE_FULL_MS);
      return isOlderThan(observed, pending.oldestDueAt, isWorkedOff ? BACKLOG_MS : OVERDUE_MS);
    },
    shownTo: 'anyone',
    alert: 'health-failing',
    remedy:
      'Calls in PendingCallRecords have been due for over fifteen minutes, and the queue has room for them; or for over a day. Check that maintain runs and that the queue drains.',
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
    holds: ({ newDeadLetters, deadLettersOfCalls }) => newDeadLetters + deadLettersOfCalls > 0,
    shownTo: 'anyone',
    alert: 'dead-letters',
    remedy:
      'Messages were given up on; each row of DeadLetters says why, and a call is tried again by itself until 29 days have passed. Fix the reason and have the call tried at once, or dismiss the row with a reason.',
    next: './callrecords dead-letters',
  },
});
