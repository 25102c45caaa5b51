/** The webhook, with much to keep at once. */

import { plannedCall } from '../../worlds/plan/calm-plan.ts';
import { subscriptionEvent } from '../../worlds/weather/graph.ts';
import { forgery } from '../../worlds/weather/strangers.ts';
import { type CrashScenario, steadyPlan } from '../scenario.ts';

const AT = 180;

const call = plannedCall({ endsAt: AT });

/** Of those in which Graph puts all three calls into one request. */
const SEED = 2;

/** Several calls in one request, beside it the news that others were missed, and a forged notification. */
export const severalNotifications: CrashScenario = {
  name: 'several notifications with a lifecycle event',
  plan: steadyPlan({
    seed: SEED,
    calls: [call, call, call],
    weather: [subscriptionEvent('lifecycle-missed', AT), forgery(1, AT)],
    // Reconcile has looked for what was missed by then.
    clearsAt: AT + 15 * 60,
  }),
  watched: [{ kinds: ['receive'], from: AT, until: AT + 60 }],
};
