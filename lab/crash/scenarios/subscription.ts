/** What maintain does for the subscription. */

import type { PlannedWeather } from '../../worlds/plan/plan.ts';
import { type CrashScenario, steadyPlan } from '../scenario.ts';

const AT = 180;

/** Reconcile has looked for what may have been missed by then. */
const CLEARS_AT = AT + 20 * 60;

const rotation: PlannedWeather = { kind: 'deployment', at: AT, newSecret: true };

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
    weather: [{ kind: 'subscription', at: ASKED_AT, what: 'lifecycle-reauthorization-required' }],
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
    weather: [{ kind: 'subscription', at: AT, what: 'subscription-removed' }],
    clearsAt: CLEARS_AT,
  }),
  watched,
};
