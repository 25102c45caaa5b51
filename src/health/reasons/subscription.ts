/** Graph does not notify the app, or the app does not accept what Graph sends. */

import { HOUR_MS, MINUTE_MS } from '../../language/milliseconds.ts';
import type { Observation } from '../observation.ts';
import { declareReasons, isOlderThan } from '../reason.ts';

/**
 * Between two notifications of a tenant in use, and more than the 150 minutes by which Graph may let one wait. Time is
 * counted between calls, not by the clock: without calls there is nothing to be notified of.
 */
const UNNOTIFIED_MS = 180 * MINUTE_MS;

/** Graph repeats notifications for hours; an hour of silence says the mismatch has ended. */
const MISMATCH_COUNTS_FOR_MS = HOUR_MS;

export const subscriptionReasons = declareReasons({
  noLiveSubscription: {
    holds: ({ now, subscription: { liveUntil } }) => liveUntil === undefined || liveUntil <= now,
    evidence: ({ subscriptionFailure }) => subscriptionFailure,
    shownTo: 'anyone',
    alert: 'health-failing',
    remedy:
      'Graph has no subscription of this app, so nothing is notified. Often Graph cannot reach WEBHOOK_BASE_URL from the internet. The last failure says why Graph refused.',
    next: './callrecords subscription',
  },
  noNotifications: {
    holds: ({ notifications }) => liesBetween(notifications, UNNOTIFIED_MS),
    shownTo: 'anyone',
    alert: 'no-notifications',
    remedy:
      'Graph has new calls and did not notify the app of them. Listing fetches them, hours later. Check that a POST from the internet reaches /api/notifications: firewall, access restrictions, authentication in front of the app. If the subscription is deleted in Graph, maintain creates a new one. The next notification ends this reason; a test call causes one.',
    next: './callrecords doctor',
  },
  clientStateMismatch: {
    holds: (observed) => {
      const { clientStateMismatchAt } = observed.subscription;
      return (
        clientStateMismatchAt !== undefined &&
        !isOlderThan(observed, clientStateMismatchAt, MISMATCH_COUNTS_FOR_MS)
      );
    },
    shownTo: 'operators',
    // A stranger who knows the id of a subscription could keep it on. What is dropped shows as noNotifications in hours.
    alert: 'none',
    remedy:
      'Notifications for the subscription of this app carry an unknown clientState and are dropped. Set GRAPH_CLIENT_STATE_PREVIOUS to the secret before the change.',
    next: './callrecords subscription',
  },
});

/** Whether Graph went on changing calls for so long after a notification was last to be expected. */
function liesBetween(
  { expectedSince, lastMissedAt }: Observation['notifications'],
  milliseconds: number,
): boolean {
  if (expectedSince === undefined || lastMissedAt === undefined) return false;
  return lastMissedAt.getTime() - expectedSince.getTime() > milliseconds;
}
