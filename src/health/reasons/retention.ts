/** Retention waits for an operator, or one of the timers whose work is a matter of days does not get on. */

import { DAY_MS } from '../../language/milliseconds.ts';
import type { Observation, SlowTimer } from '../observation.ts';
import { SILENT_MS } from '../read-rules.ts';
import { declareReasons, isOlderThan } from '../reason.ts';

/** Deletion and erasure are a matter of days: a day without success is not an accident. */
const FAILING_MS = DAY_MS;

/** Two passes an hour apart find all, and nothing; a large tenant takes hours. */
const UNFINISHED_MS = 2 * DAY_MS;

function doesNotSucceed(observed: Observation, { succeededAt, hasWork, failure }: SlowTimer): boolean {
  const { runningSince } = observed;
  if (failure !== undefined) return isOlderThan(observed, succeededAt ?? runningSince, FAILING_MS);
  // Where it could not have run yet, and after an outage of everything, it is given its time.
  const isSilent = succeededAt === undefined || isOlderThan(observed, succeededAt, SILENT_MS);
  return hasWork && isSilent && isOlderThan(observed, runningSince, SILENT_MS);
}

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
  limitsNotBelieved: {
    holds: ({ retention }) => retention.unbelievedDay !== undefined,
    evidence: ({ retention }) => `calls before ${retention.unbelievedDay} would be refused`,
    shownTo: 'operators',
    // No call is lost by it: what is noted too late does not count. Each run corrects it; where none does, the timer fails or
    // stands still, and retentionNotSucceeding mails within two days.
    alert: 'none',
    remedy:
      'What is noted of retention (table Withheld, row limits) is from a clock that was ahead of this one. Of it only what KEEP_DAYS says counts, and nothing is deleted by it. The next run of the timer retain corrects it. If it stays, the timer fails, or the clock of this app is behind: the command says why.',
    next: './callrecords retention',
  },
  retentionNotSucceeding: {
    holds: (observed) => doesNotSucceed(observed, observed.retention),
    evidence: ({ retention }) => retention.failure,
    shownTo: 'anyone',
    alert: 'health-failing',
    remedy:
      'The timer retain has failed for a day or has not run for two, so calls are kept for longer than KEEP_DAYS says. Its last failure and its log say why.',
    next: './callrecords retention',
  },
  forgetNotSucceeding: {
    holds: (observed) => doesNotSucceed(observed, observed.forgetting),
    evidence: ({ forgetting }) => forgetting.failure,
    shownTo: 'anyone',
    alert: 'health-failing',
    remedy:
      'The timer forget has failed for a day or has not run for two, so erased people or excluded calls may still be stored. Its last failure and its log say why.',
    next: './callrecords forget',
  },
  forgetUnfinished: {
    holds: (observed) => isOlderThan(observed, observed.forgetting.unfinishedSince, UNFINISHED_MS),
    evidence: ({ forgetting }) => `asked for at ${forgetting.unfinishedSince?.toISOString()}`,
    shownTo: 'anyone',
    alert: 'health-failing',
    remedy:
      'An erasure or exclusion that was asked for over two days ago is not finished, so its people may still be stored. Passes repeat, an hour apart, until one finds nothing. The command shows how far it is, and the log of the timer forget names calls that fail.',
    next: './callrecords forget',
  },
  summarizeNotSucceeding: {
    holds: (observed) => doesNotSucceed(observed, observed.summarizing),
    evidence: ({ summarizing }) => summarizing.failure,
    shownTo: 'anyone',
    alert: 'health-failing',
    remedy:
      'The timer summarize has failed for a day or has not run for two, so quality is not summed up for days whose calls have changed. No call is missing. Its last failure and its log say why.',
    next: './callrecords doctor',
  },
});
