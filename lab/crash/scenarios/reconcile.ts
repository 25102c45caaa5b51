/** What reconcile finds. */

import { toDateTime } from '../../../src/language/date-time.ts';
import { HOUR, MINUTE, plannedCall } from '../../worlds/plan/calm-plan.ts';
import { subscriptionEvent } from '../../worlds/weather/graph.ts';
import type { SimulatedWorld } from '../../worlds/world/world.ts';
import { type CrashScenario, steadyPlan } from '../scenario.ts';

/** The work list begins at this hour of the day. */
function coverageFrom(hour: string): (world: SimulatedWorld) => void {
  return ({ tables, tenant, plan }) => {
    const row = {
      partitionKey: tenant.tenantId,
      rowKey: `2026-11-23T${hour}`,
      cells: { NextCheckAt: { type: 'DateTime', value: toDateTime(plan.startsAt) } },
    } as const;
    void tables.table('Coverage').upsert(row);
  };
}

/** Three calls of which no notification told: they ended before the app was there. Graph lists them on two pages. */
export const missingCalls: CrashScenario = {
  name: 'an hour of reconcile',
  plan: steadyPlan({
    calls: [5, 6, 7].map((minutes) => plannedCall({ endsAt: -3 * HOUR + minutes * MINUTE })),
    mostOnAPage: 2,
    clearsAt: 80 * MINUTE,
  }),
  prepare: coverageFrom('06'),
  watched: [
    { kinds: ['reconcile'], from: 4 * MINUTE, until: 8 * MINUTE },
    { kinds: ['maintain'], from: 5 * MINUTE, until: 7 * MINUTE },
  ],
};

/** Reconcile has been through all hours by then: those that are 6 hours old would rest for 6 more. */
const GAP_AT = 15 * MINUTE;

/** The subscription is removed: what was missed meanwhile may be of any hour. */
export const resync: CrashScenario = {
  name: 'a resync after a gap',
  plan: steadyPlan({
    calls: [plannedCall({ endsAt: -8 * HOUR + 5 * MINUTE })],
    weather: [subscriptionEvent('subscription-removed', GAP_AT)],
    clearsAt: GAP_AT + 15 * MINUTE,
  }),
  prepare: coverageFrom('01'),
  watched: [{ kinds: ['reconcile'], from: GAP_AT, until: GAP_AT + 7 * MINUTE }],
};
