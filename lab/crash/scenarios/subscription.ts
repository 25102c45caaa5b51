/** What maintain does for the subscription. */

import { deployment } from '../../worlds/weather/deployments.ts';
import { subscriptionEvent } from '../../worlds/weather/graph.ts';
import { type CrashScenario, steadyPlan } from '../scenario.ts';

const AT = 180;

/** Reconcile has looked for what may have been missed by then. */
const CLEARS_AT = AT + 20 * 60;

const rotation = deployment({ newSecret: true }, AT);

const watched: CrashScenario['watched'] = [{ kinds: ['receive', 'maintain'], from: AT, until: AT + 80 }];

export const created: CrashScenario = {
  name: 'subscription created',
  plan: steadyPlan({ clearsAt: CLEARS_AT }),
  watched: [{ kinds: ['receive', 'maintain'], from: 0, until: 80 }],
};

/** One that is younger is not renewed yet. */
const ASKED_AT = 20 * 60;

/** As Graph asks for when an authorisation runs out. */
export const renewed: CrashScenario = {
  name: 'subscription renewed',
  plan: steadyPlan({
    weather: [subscriptionEvent('lifecycle-reauthorization-required', ASKED_AT)],
    clearsAt: ASKED_AT + 20 * 60,
  }),
  watched: [{ kinds: ['receive', 'maintain'], from: ASKED_AT, until: ASKED_AT + 80 }],
};

/** Graph takes a second subscription of the same kind: the new one comes first. */
export const replaced: CrashScenario = {
  name: 'subscription replaced',
  plan: steadyPlan({
    behaviour: { duplicateSubscriptions: 'accept' },
    weather: [rotation],
    clearsAt: CLEARS_AT,
  }),
  watched,
};

/** Graph refuses a second one: the old one goes first, and there is a gap. */
export const replacedWithGap: CrashScenario = {
  name: 'subscription replaced, no second one allowed',
  plan: steadyPlan({
    behaviour: { duplicateSubscriptions: 'reject' },
    weather: [rotation],
    clearsAt: CLEARS_AT,
  }),
  watched,
};

export const recreated: CrashScenario = {
  name: 'subscription recreated',
  plan: steadyPlan({
    weather: [subscriptionEvent('subscription-removed', AT)],
    clearsAt: CLEARS_AT,
  }),
  watched,
};
