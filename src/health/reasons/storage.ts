/** Storage does not answer, or the queue does not move: seen without the tables. */

import { MINUTE_MS } from '../../language/milliseconds.ts';
import { FULL_QUEUE } from '../../ports/ingest-limits.ts';
import { declareReasons, isOlderThan } from '../reason.ts';

/**
 * maintain fills the queue up to FULL_QUEUE, as in a backfill, which is healthy. Twice as many messages can only be
 * notifications that arrive faster than they are ingested.
 */
const QUEUE_BACKLOG = 2 * FULL_QUEUE;

/** A message that was put back is visible after five minutes, and a released one waits for a minute or two. */
const STALLED_MS = 10 * MINUTE_MS;

export const storageReasons = declareReasons({
  noHostStorage: {
    holds: ({ hasHostStorage }) => !hasHostStorage,
    shownTo: 'anyone',
    alert: 'health-failing',
    remedy:
      'AzureWebJobsStorage is not set. The Functions host runs no timer without it, so the subscription is not kept, and no waiting call is fetched. Set it to a connection string, or set AzureWebJobsStorage__accountName.',
    next: './callrecords doctor',
  },
  tablesUnreachable: {
    holds: ({ tablesReachable }) => !tablesReachable,
    shownTo: 'anyone',
    alert: 'health-failing',
    remedy:
      'Table Storage does not answer. Check the storage account, its firewall, and the role Storage Table Data Contributor of the identity.',
    next: './callrecords doctor',
  },
  queueUnreachable: {
    holds: ({ queueReachable }) => !queueReachable,
    shownTo: 'anyone',
    alert: 'health-failing',
    remedy:
      'The queue does not answer. Check the storage account, its firewall, and the role Storage Queue Data Contributor of the identity.',
    next: './callrecords doctor',
  },
  poisonedMessages: {
    holds: ({ poisonedMessages }) => poisonedMessages > 0,
    shownTo: 'anyone',
    alert: 'dead-letters',
    remedy:
      'The poison queue is not empty: deadLetterCallRecord fails or does not run. Messages in the poison queue are lost after seven days.',
    next: './callrecords doctor',
  },
  queueStalled: {
    holds: (observed) => isOlderThan(observed, observed.oldestMessageAt, STALLED_MS),
    evidence: ({ queueLength, oldestMessageAt }) =>
      `messages in the queue: ${queueLength}, the oldest from ${oldestMessageAt?.toISOString()}`,
    shownTo: 'anyone',
    alert: 'health-failing',
    remedy:
      'What Graph notified the app of has been waiting in the queue for over ten minutes. Check that the function ingestCallRecord is enabled, its errors, and the role Storage Queue Data Contributor of the identity.',
    next: './callrecords doctor',
  },
  queueBacklog: {
    holds: ({ queueLength }) => queueLength !== undefined && queueLength > QUEUE_BACKLOG,
    shownTo: 'anyone',
    alert: 'health-failing',
    remedy:
      'Notifications arrive faster than they are ingested. Check that ingestCallRecord runs, its errors, and how many instances the plan allows. A burst passes by itself.',
    next: './callrecords pending',
  },
});
