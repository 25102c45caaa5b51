/** Graph refuses or fails: all that the app asks, or what it asks about single calls. */

import { HOUR_MS } from '../../language/milliseconds.ts';
import type { Observation, Refusal } from '../observation.ts';
import { declareReasons, isOlderThan } from '../reason.ts';

/** Throttling and short outages are everyday; an hour of them is worth a look. */
export const FAILING_MS = HOUR_MS;

/** So many calls refused one after the other, and none stored since: that is not about one of them. */
const SEVERAL_CALLS = 3;

export const graphReasons = declareReasons({
  permissionMissing: {
    holds: (observed) => isOfTenant(observed, 'forbidden'),
    evidence: (observed) => answerToTenant(observed, 'forbidden'),
    shownTo: 'anyone',
    alert: 'health-failing',
    remedy:
      'Graph answers 403. Grant the application permission CallRecords.Read.All to the identity. A token issued before is used for up to a day.',
    next: './callrecords doctor',
  },
  tokenRefused: {
    holds: (observed) => isOfTenant(observed, 'unauthorized'),
    evidence: (observed) => answerToTenant(observed, 'unauthorized'),
    shownTo: 'anyone',
    alert: 'health-failing',
    remedy:
      'There is no token, or Graph answers 401. Check GRAPH_TENANT_ID, the identity and AZURE_CLIENT_ID.',
    next: './callrecords doctor',
  },
  graphFailing: {
    holds: (observed) => isLasting(observed, 'failing') && isOfTenant(observed, 'failing'),
    evidence: (observed) => answerToTenant(observed, 'failing'),
    shownTo: 'anyone',
    alert: 'health-failing',
    remedy:
      'Calls have been waiting for over an hour because Graph throttles or fails. Look at the service health in the Microsoft 365 admin center.',
    next: './callrecords pending',
  },
  callsRefused: {
    holds: (observed) =>
      refusals.some((refusal) => isLasting(observed, refusal) && !isOfTenant(observed, refusal)),
    evidence: ({ longestRefused }) =>
      longestRefused
        .map(({ callId, since, lastError }) => `${callId} since ${since.toISOString()}: ${lastError ?? ''}`)
        .join('\n'),
    shownTo: 'anyone',
    alert: 'health-failing',
    remedy:
      'Graph has been refusing single calls for over an hour, and answers for others. They are tried again until Graph forgets them, 30 days after they started. If that lasts for days, open a support request with Microsoft.',
    next: './callrecords pending',
  },
});

/** What the last failure of the subscription or of listing is called, by how Graph refused. */
const KINDS: Readonly<Record<Refusal, ReadonlyArray<string>>> = {
  forbidden: ['forbidden'],
  unauthorized: ['unauthorized'],
  failing: ['throttled', 'unavailable'],
};

const refusals = Object.keys(KINDS) as ReadonlyArray<Refusal>;

/** Whether a call has been waiting for long because of it. */
function isLasting(observed: Observation, refusal: Refusal): boolean {
  return isOlderThan(observed, observed.refused[refusal].since, FAILING_MS);
}

/** Whether it is about all that the app asks, and not about a call: one that is refused for ever hides nothing. */
function isOfTenant(observed: Observation, refusal: Refusal): boolean {
  const { reconcile, refused } = observed;
  return (
    [ofSubscription(observed), reconcile.refusedAs].some((kind) => KINDS[refusal].includes(kind ?? '')) ||
    refused[refusal].sinceLastStored >= SEVERAL_CALLS
  );
}

/**
 * Graph answers 403 to new subscriptions for more than one cause: permission is missing if reading is refused too. A
 * subscription that lives is read, and 403 means what it says.
 */
function ofSubscription({ now, subscription, reconcile }: Observation): string | undefined {
  const { liveUntil, refusedAs } = subscription;
  const isCreating = liveUntil === undefined || liveUntil <= now;
  const isReading = reconcile.succeededAt !== undefined && reconcile.refusedAs === undefined;
  return refusedAs === 'forbidden' && isCreating && isReading ? undefined : refusedAs;
}

function answerToTenant(observed: Observation, refusal: Refusal): string | undefined {
  const { subscription, reconcile, longestRefused } = observed;
  if (KINDS[refusal].includes(subscription.refusedAs ?? '')) return observed.subscriptionFailure;
  if (KINDS[refusal].includes(reconcile.refusedAs ?? '')) return observed.reconcileFailure;
  return longestRefused.find((call) => call.refusal === refusal)?.lastError;
}
