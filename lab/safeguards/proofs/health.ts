/** What health says, and that one trouble does not make another. */

import { HOUR, MINUTE } from '../../worlds/plan/calm-plan.ts';
import { graphFault, subscriptionEvent } from '../../worlds/weather/graph.ts';
import type { SimulatedWorld } from '../../worlds/world/world.ts';
import { aCall, at, inWorld, mustBeStoredBy, type Proof } from './proof.ts';

export const healthProofs = {
  'an administrator takes the permission away': inWorld(
    { weather: [graphFault('forbidden', { target: 'any', from: 5 * MINUTE, until: HOUR })] },
    (world) => healthSays(world, 40 * MINUTE, 'permissionMissing'),
  ),

  'the subscription cannot be created again': inWorld(
    { weather: [subscriptionEvent('subscription-removed', 10 * MINUTE)] },
    (world) => {
      world.tenant.faults.add('server-error', {
        target: 'subscriptions',
        when: ({ operation }) => operation.kind === 'createSubscription',
        from: new Date(world.instantOf(5 * MINUTE)),
        until: new Date(world.instantOf(HOUR)),
      });
      healthSays(world, 40 * MINUTE, 'noLiveSubscription');
    },
  ),

  'a call waits while subscriptions are refused': inWorld(
    {
      calls: [aCall({ endsAt: 2 * MINUTE, notifiedAfterSeconds: 0, readableAfterSeconds: 10 * MINUTE })],
      weather: [graphFault('forbidden', { target: 'subscriptions', from: 3 * MINUTE, until: 2 * HOUR })],
      clearsAt: 2 * HOUR,
    },
    (world) => mustBeStoredBy(world, 50 * MINUTE),
  ),

  'Graph does not answer about subscriptions': inWorld(
    {
      weather: [graphFault('server-error', { target: 'subscriptions', from: 5 * MINUTE, until: HOUR })],
    },
    (world) => healthSays(world, 40 * MINUTE, 'maintainNotSucceeding'),
  ),
} as const satisfies Readonly<Record<string, Proof>>;

function healthSays(world: SimulatedWorld, seconds: number, reason: string): void {
  at(world, seconds, () => void ask(world, reason));
}

async function ask({ fleet, checker }: SimulatedWorld, reason: string): Promise<void> {
  const { reasons = [] } = (await fleet.any()?.application.statusReport()) ?? {};
  const said: ReadonlyArray<string> = reasons.map(({ code }) => code);
  if (said.includes(reason)) return;
  checker.report('healthy', `health does not say ${reason}, but: ${said.join(', ') || 'nothing'}`);
}
