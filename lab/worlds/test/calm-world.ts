/** A world in which nothing goes wrong by itself, for planting what must be noticed. */

import { calmPlan, plannedCall } from '../plan/plan.ts';
import { schedule } from '../world/schedule.ts';
import { SimulatedWorld } from '../world/world.ts';

/** With one call. */
export const CALM = calmPlan({
  calls: [plannedCall({ endsAt: 120, kind: 'peer-to-peer' })],
  clearsAt: 0,
  backfillDays: 1,
});

/** Its one call is stored. */
export async function calmWorld(): Promise<{ world: SimulatedWorld; callId: string }> {
  const world = begunWorld();
  await world.passUntil(world.instantOf(600));
  const [callId] = world.calls.keys();
  if (callId === undefined) throw new Error('the call has not happened');
  return { world, callId };
}

export function begunWorld(): SimulatedWorld {
  const world = new SimulatedWorld(CALM);
  schedule(world, CALM);
  world.start();
  return world;
}
