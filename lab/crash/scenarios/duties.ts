/**
 * What the timers do: maintain for the subscription, reconcile for what no notification told of, and summarize for the
 * quality of days.
 */

import { toDateTime } from '../../../src/language/date-time.ts';
import type { WorldPlan } from '../../worlds/plan/plan.ts';
import { HOUR, MINUTE, plannedCall } from '../../worlds/plan/plan.ts';
import { deployment } from '../../worlds/weather/deployments.ts';
import { graphFault, subscriptionEvent } from '../../worlds/weather/graph.ts';
import type { SimulatedWorld } from '../../worlds/world/world.ts';
import { type CrashScenario, scenario } from '../scenario.ts';

/** What happens to the subscription is worked off within a minute; later reconcile looks for what was missed. */
function ofSubscription(name: string, at: number, own: Partial<WorldPlan>): CrashScenario {
  const watched = { kinds: ['receive', 'maintain'], from: at, until: at + 80 } as const;
  return scenario(name, { clearsAt: at + 20 * MINUTE, ...own }, [watched]);
}

const AT = 180;
const rotation = deployment({ newSecret: true }, AT);

/** A subscription that is younger is neither renewed nor created again yet. */
const ASKED_AT = 20 * MINUTE;

export const created = ofSubscription('subscription created', 0, { clearsAt: AT + 20 * MINUTE });

export const OF_SUBSCRIPTION: ReadonlyArray<CrashScenario> = [
  created,
  // As Graph asks for when an authorisation runs out.
  ofSubscription('subscription renewed', ASKED_AT, {
    weather: [subscriptionEvent('lifecycle-reauthorization-required', ASKED_AT)],
  }),
  // Graph takes a second subscription of the same kind: the new one comes first.
  ofSubscription('subscription replaced', AT, {
    behaviour: { duplicateSubscriptions: 'accept' },
    weather: [rotation],
  }),
  // Graph refuses a second one: the old one goes first, and there is a gap.
  ofSubscription('subscription replaced, no second one allowed', AT, {
    behaviour: { duplicateSubscriptions: 'reject' },
    weather: [rotation],
  }),
  ofSubscription('subscription recreated', ASKED_AT, {
    weather: [subscriptionEvent('subscription-removed', ASKED_AT)],
  }),
];

/** These hours are due, and the work list begins at the last one. */
function coverageOf(...hours: ReadonlyArray<string>): (world: SimulatedWorld) => void {
  return ({ tables, tenant, plan }) => {
    for (const hour of hours) {
      const row = {
        partitionKey: tenant.tenantId,
        rowKey: hour,
        cells: { NextCheckAt: { type: 'DateTime', value: toDateTime(plan.startsAt) } },
      } as const;
      void tables.table('Coverage').upsert(row);
    }
  };
}

/** Reconcile has been through all hours by then: those that are 6 hours old would rest for 6 more. */
const GAP_AT = 15 * MINUTE;

/** The subscription is removed: what was missed meanwhile may be of any hour. */
export const resync = scenario(
  'a resync after a gap',
  {
    calls: [plannedCall({ endsAt: -8 * HOUR + 5 * MINUTE })],
    weather: [subscriptionEvent('subscription-removed', GAP_AT)],
    clearsAt: GAP_AT + 15 * MINUTE,
  },
  [{ kinds: ['reconcile'], from: GAP_AT, until: GAP_AT + 7 * MINUTE }],
  { prepare: coverageOf('2026-11-23T01') },
);

const HIDDEN_UNTIL = 95 * MINUTE;

export const OF_RECONCILE: ReadonlyArray<CrashScenario> = [
  // Three calls of which no notification told: they ended before the app was there. Graph lists them on two pages.
  scenario(
    'an hour of reconcile',
    {
      calls: [5, 6, 7].map((minutes) => plannedCall({ endsAt: -3 * HOUR + minutes * MINUTE })),
      mostOnAPage: 2,
      clearsAt: 80 * MINUTE,
    },
    [
      { kinds: ['reconcile'], from: 4 * MINUTE, until: 8 * MINUTE },
      { kinds: ['maintain'], from: 5 * MINUTE, until: 7 * MINUTE },
    ],
    { prepare: coverageOf('2026-11-23T06') },
  ),
  // Listing finds the call. An hour later the list is empty, and Graph still answers to its id: it is counted as unlisted.
  scenario(
    'an hour whose list hides a stored call',
    {
      calls: [plannedCall({ endsAt: -3 * HOUR + 5 * MINUTE })],
      weather: [graphFault('empty-list', { from: 30 * MINUTE, until: HIDDEN_UNTIL })],
      clearsAt: HIDDEN_UNTIL,
    },
    [{ kinds: ['reconcile'], from: 60 * MINUTE, until: 75 * MINUTE }],
    { prepare: coverageOf('2026-11-23T06') },
  ),
  resync,
  scenario(
    'hours that Graph no longer lists',
    { clearsAt: 40 * MINUTE },
    [{ kinds: ['reconcile'], from: 0, until: 8 * MINUTE }],
    { prepare: coverageOf('2026-10-20T05', '2026-10-21T11', '2026-11-23T06') },
  ),
];

const SUMMED_AT = 5 * MINUTE;
/** One call has a newer version by then, and another has come. */
const CHANGED_AT = 10 * MINUTE;

/** As if reconcile had listed an hour of the day then; and a network has a row on which no call is any more. */
function listedAt(...seconds: ReadonlyArray<number>): (world: SimulatedWorld) => void {
  return (world) => {
    const { time, tables, tenant, timers } = world;
    const list = () => {
      const CheckedAt = { type: 'DateTime', value: toDateTime(time.now()) } as const;
      const hour = { partitionKey: tenant.tenantId, rowKey: '2026-11-23T08' };
      void tables.table('Coverage').merge({ ...hour, cells: { CheckedAt } });
      const gone = { partitionKey: `${tenant.tenantId}_2026-11-23`, rowKey: 'network!203.0.113.0' };
      void tables.table('QualitySummaries').upsert({ ...gone, cells: {} });
      timers.summarize.wake();
    };
    for (const second of seconds) time.at(world.instantOf(second), list);
  };
}

function summary(name: string, calls: WorldPlan['calls'], listed: ReadonlyArray<number>): CrashScenario {
  const from = listed.at(-1) ?? 0;
  return scenario(
    name,
    { calls, summarizeEveryMinutes: 1, clearsAt: from + 20 * MINUTE },
    [{ kinds: ['summarize'], from, until: from + 6 * MINUTE }],
    { prepare: listedAt(...listed) },
  );
}

const meeting = { kind: 'meeting', sessions: 3, participants: 3 } as const;

export const firstSummary = summary('a day that is summed up', [plannedCall(meeting)], [SUMMED_AT]);

export const OF_SUMMARIES: ReadonlyArray<CrashScenario> = [
  firstSummary,
  summary(
    'a day that is summed up again',
    [
      plannedCall({ kind: 'peer-to-peer', nextVersionsAfterSeconds: [6 * MINUTE] }),
      plannedCall({ ...meeting, endsAt: 7 * MINUTE }),
    ],
    [SUMMED_AT, CHANGED_AT],
  ),
];
