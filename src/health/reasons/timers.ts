/** A timer does not do its work. */

import { MINUTE_MS } from '../../language/milliseconds.ts';
import { declareReasons, isOlderThan } from '../reason.ts';

/** maintain runs every minute; ten missed runs are not an accident. */
export const MAINTAIN_SILENT_MS = 10 * MINUTE_MS;
/** reconcile runs every five minutes, four of which a run may take. */
export const RECONCILE_SILENT_MS = 30 * MINUTE_MS;

export const timerReasons = declareReasons({
  maintainNotSucceeding: {
    holds: (observed) =>
      observed.maintainSucceededAt === undefined ||
      isOlderThan(observed, observed.maintainSucceededAt, MAINTAIN_SILENT_MS),
    evidence: ({ maintainFailure }) => maintainFailure,
    shownTo: 'anyone',
    alert: 'health-failing',
    remedy: 'The timer maintain has not succeeded for ten minutes. Its last failure and its log say why.',
    next: './callrecords subscription',
  },
  reconcileNotSucceeding: {
    holds: (observed) => {
      const { runningSince, reconcile } = observed;
      // Where it could not have run yet, and after an outage of everything, it is given its time.
      return (
        isOlderThan(observed, runningSince, RECONCILE_SILENT_MS) &&
        (reconcile.succeededAt === undefined ||
          isOlderThan(observed, reconcile.succeededAt, RECONCILE_SILENT_MS))
      );
    },
    evidence: ({ reconcileFailure }) => reconcileFailure,
    shownTo: 'anyone',
    alert: 'health-failing',
    remedy:
      'The timer reconcile has not succeeded for half an hour, so lost notifications stay unnoticed. Its last failure and its log say why.',
    next: './callrecords subscription',
  },
});
