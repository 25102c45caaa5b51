/** Graph refuses or fails. */

import { HOUR_MS } from '../../language/milliseconds.ts';
import type { Observation } from '../observation.ts';
import { declareReasons, isOlderThan } from '../reason.ts';

/** Throttling and short outages are everyday; an hour of them is worth a look. */
export const FAILING_MS = HOUR_MS;

export const graphReasons = declareReasons({
  permissionMissing: {
    holds: (observed) => isRefused(observed, 'forbidden') || observed.pending.forbiddenSince !== undefined,
    evidence: refusal,
    shownTo: 'anyone',
    alert: 'health-failing',
    remedy:
      'Graph answers 403. Grant the application permission CallRecords.Read.All to the identity. A token issued before is used for up to a day.',
    next: './callrecords doctor',
  },
  tokenRefused: {
    holds: (observed) =>
      isRefused(observed, 'unauthorized') || observed.pending.unauthorizedSince !== undefined,
    evidence: refusal,
    shownTo: 'anyone',
    alert: 'health-failing',
    remedy:
      'There is no token, or Graph answers 401. Check GRAPH_TENANT_ID, the identity and AZURE_CLIENT_ID.',
    next: './callrecords doctor',
  },
  graphFailing: {
    holds: (observed) => isOlderThan(observed, observed.pending.graphFailingSince, FAILING_MS),
    shownTo: 'anyone',
    alert: 'health-failing',
    remedy:
      'Calls have been waiting for over an hour because Graph throttles or fails. Look at the service health in the Microsoft 365 admin center.',
    next: './callrecords pending',
  },
});

/** Whether the last look at the subscription, or the last listing, was refused in this way. */
function isRefused({ subscription, reconcile }: Observation, kind: string): boolean {
  return subscription.refusedAs === kind || reconcile.refusedAs === kind;
}

function refusal({ subscriptionFailure, reconcileFailure }: Observation): string | undefined {
  return subscriptionFailure ?? reconcileFailure;
}
