/** Graph does not notify the app, or the app does not accept what Graph sends. */

import { HOUR_MS, MINUTE_MS } from '../../language/milliseconds.ts';
import type { Observation } from '../observation.ts';
import { declareReasons, isOlderThan } from '../reason.ts';

/**
 * Between two notifications of a tenant in use, and more than the 150 minutes by which Graph may let one wait. Time is
 * counted between calls, not by the clock: without calls there is nothing to be notified of.
 */
const UNNOTIFIED_MS = 180 * MINUTE_MS;

/** One may vanish, and its secret and address may change, within an hour; maintain creates six in one at most. */
const CHURNING_CREATIONS = 4;

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
  subscriptionQuotaReached: {
    holds: ({ subscription }) => subscription.refusedAs === 'quotaReached',
    evidence: ({ subscriptionFailure }) => subscriptionFailure,
    shownTo: 'anyone',
    alert: 'health-failing',
    remedy:
      'Graph creates no subscription for this app: the organization has as many as Graph allows, which are 100 for call records. It is not a missing permission. Find which programs have them, and delete those that are not needed. A subscription that is not renewed ends within three days.',
    next: './callrecords subscription',
  },
  subscriptionConflict: {
    holds: ({ subscription }) => subscription.refusedAs === 'conflict',
    evidence: ({ subscription, subscriptionFailure }) =>
      [subscriptionFailure, ...subscription.foreign].filter((line) => line !== undefined).join('\n'),
    shownTo: 'anyone',
    alert: 'health-failing',
    remedy:
      'Graph creates no subscription for this app because another deployment with the same app registration has one. Give each deployment its own app registration. If the other one is no longer needed, take its place: ./callrecords subscription --take-over ID, with the id that is named.',
    next: './callrecords subscription',
  },
  subscriptionChurning: {
    holds: ({ subscription }) => subscription.createdLately >= CHURNING_CREATIONS,
    evidence: ({ subscription }) => `created within the last hour: ${subscription.createdLately}`,
    shownTo: 'anyone',
    alert: 'health-failing',
    remedy:
      'The subscription vanishes and is created again and again. Notifications are missed in between, and are found by listing. Look for another program that deletes it: an earlier version of this app, or a script, with the same app registration.',
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
