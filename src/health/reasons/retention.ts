/** Retention waits for an operator, or it or the timer that forgets does not get on. */

import { DAY_MS } from '../../language/milliseconds.ts';
import { declareReasons, isOlderThan } from '../reason.ts';

/** Deletion and erasure are a matter of days: a day without success is not an accident. */
const FAILING_MS = DAY_MS;

export const retentionReasons = declareReasons({
  retentionUnconfirmed: {
    holds: ({ retention }) => retention.unconfirmedDays !== undefined,
    evidence: ({ retention }) => `KEEP_DAYS is ${retention.unconfirmedDays}`,
    shownTo: 'operators',
    // No call is missing: more calls are kept than the setting says.
    alert: 'none',
    remedy:
      'A first or smaller KEEP_DAYS would delete calls, and waits until an operator confirms it. Look at what would go, and confirm it (--confirm DAYS) or correct the setting.',
    next: './callrecords retention',
  },
  retentionNotSucceeding: {
    holds: (observed) => isOlderThan(observed, observed.retention.failingSince, FAILING_MS),
    evidence: ({ retention }) => retention.failure,
    shownTo: 'anyone',
    alert: 'health-failing',
    remedy:
      'The timer retain has not succeeded for a day, so calls are kept for longer than KEEP_DAYS says. Its last failure and its log say why.',
    next: './callrecords retention',
  },
  forgetNotSucceeding: {
    holds: (observed) => isOlderThan(observed, observed.forgetting.failingSince, FAILING_MS),
    evidence: ({ forgetting }) => forgetting.failure,
    shownTo: 'anyone',
    alert: 'health-failing',
    remedy:
      'The timer forget has not succeeded for a day, so erased people or excluded calls are still stored. Its last failure and its log say why.',
    next: './callrecords forget',
  },
});
