/** What health says of a subscription that is missing, refused, or tells nothing. */

import { HOUR, MINUTE } from '../../worlds/plan/plan.ts';
import { graphFault, subscriptionEvent } from '../../worlds/weather/graph.ts';
import type { SimulatedWorld } from '../../worlds/world/world.ts';
import { says } from './ask-health.ts';
import { failing } from './moments.ts';
import { aCall, at, hourly, inWorld, mustBeStoredBy, type Proof } from './proof.ts';

const TAKEN_BY_ANOTHER = {
  weather: [
    subscriptionEvent('subscription-removed', 12 * MINUTE),
    graphFault('subscription-conflict', { from: 5 * MINUTE, until: HOUR }),
  ],
  clearsAt: HOUR,
};

export const subscriptionHealthProofs = {
  'the subscription cannot be created again': says(
    'noLiveSubscription',
    40 * MINUTE,
    { weather: [subscriptionEvent('subscription-removed', 10 * MINUTE)] },
    (world) =>
      world.tenant.faults.add('server-error', {
        target: 'subscriptions',
        when: ({ operation }) => operation.kind === 'createSubscription',
        from: new Date(world.instantOf(5 * MINUTE)),
        until: new Date(world.instantOf(HOUR)),
      }),
  ),

  'the organization has all the subscriptions that Graph allows': says(
    'subscriptionQuotaReached',
    40 * MINUTE,
    {
      weather: [
        graphFault('subscription-quota', { from: 5 * MINUTE, until: HOUR }),
        subscriptionEvent('subscription-removed', 12 * MINUTE),
      ],
      clearsAt: HOUR,
    },
  ),

  'another deployment has the only subscription that Graph allows': says(
    'subscriptionConflict',
    40 * MINUTE,
    TAKEN_BY_ANOTHER,
  ),

  'storage fails while another deployment has the only subscription': says(
    'subscriptionConflict',
    40 * MINUTE,
    TAKEN_BY_ANOTHER,
    failing('Subscriptions', { from: 20 * MINUTE, until: 40 * MINUTE }),
  ),

  'something deletes the subscription again and again': says('subscriptionChurning', HOUR, {
    weather: Array.from({ length: 5 }, (_, time) =>
      subscriptionEvent('subscription-removed', 5 * MINUTE + time * 11 * MINUTE),
    ),
    clearsAt: 2 * HOUR,
  }),

  'no notification arrives while calls go on': says('noNotifications', 9 * HOUR, {
    calls: hourly(10),
    weather: [graphFault('notification-dropped', { from: 5 * MINUTE, until: 9.5 * HOUR })],
    clearsAt: 9.5 * HOUR,
  }),

  'notifications of our own subscription carry another secret': says(
    'clientStateMismatch',
    20 * MINUTE,
    {},
    at(19 * MINUTE, sendWithAnotherSecret),
    at(20 * MINUTE, lookFromOutside),
  ),

  'Graph does not answer about subscriptions': says('maintainNotSucceeding', 40 * MINUTE, {
    weather: [graphFault('server-error', { target: 'subscriptions', from: 5 * MINUTE, until: HOUR })],
  }),

  'a call waits while subscriptions are refused': inWorld(
    {
      calls: [aCall({ endsAt: 2 * MINUTE, notifiedAfterSeconds: 0, readableAfterSeconds: 10 * MINUTE })],
      weather: [graphFault('forbidden', { target: 'subscriptions', from: 3 * MINUTE, until: 2 * HOUR })],
      clearsAt: 2 * HOUR,
    },
    mustBeStoredBy(50 * MINUTE),
  ),
} as const satisfies Readonly<Record<string, Proof>>;

/** The sender of forged notifications does not learn from health that the id was right. */
async function lookFromOutside({ fleet, checker }: SimulatedWorld): Promise<void> {
  const health = await fleet.any()?.application.health();
  if (health?.status === 'unhealthy')
    checker.report('closed', `a stranger sees that the id was right: ${health.reasons}`);
}

async function sendWithAnotherSecret({ fleet, tables, random }: SimulatedWorld): Promise<void> {
  const live = [...tables.rows('Subscriptions')].find(({ cells }) => cells.State?.value === 'live');
  const notification = {
    subscriptionId: live?.rowKey,
    clientState: 'the secret of another',
    resource: `communications/callRecords/${random.guid()}`,
  };
  const url = `${fleet.deployment.origin}/api/notifications`;
  await fleet.any()?.receive(url, JSON.stringify({ value: [notification] }), false);
}
