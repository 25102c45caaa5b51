/** The webhook, with much to keep at once. */

import type { PlannedCall } from '../../worlds/plan/plan.ts';
import { type CrashScenario, calmPlan } from '../scenario.ts';

const AT = 180;

const call: PlannedCall = {
  endsAt: AT,
  kind: 'failed',
  readableAfterSeconds: 0,
  notifiedAfterSeconds: 0,
  nextVersionsAfterSeconds: [],
};

/** Of those in which Graph puts all three calls into one request. */
const SEED = 2;

/** Several calls in one request, beside it that others were missed, and a notification that somebody forged. */
export const severalNotifications: CrashScenario = {
  name: 'several notifications with a lifecycle event',
  plan: calmPlan({
    seed: SEED,
    calls: [call, call, call],
    weather: [
      { kind: 'subscription', at: AT, what: 'lifecycle-missed' },
      { kind: 'forgery', at: AT, count: 1 },
    ],
    // Reconcile has looked for what was missed by then.
    clearsAt: AT + 15 * 60,
  }),
  watched: [{ kinds: ['receive'], from: AT, until: AT + 60 }],
};
