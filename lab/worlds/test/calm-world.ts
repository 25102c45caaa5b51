/** A world in which nothing goes wrong by itself, for planting what must be noticed. */

import { CALM_BEHAVIOUR } from '../../graph/behaviour.ts';
import type { PlannedCall, WorldPlan } from '../plan/plan.ts';
import { schedule } from '../world/schedule.ts';
import { SimulatedWorld } from '../world/world.ts';

export const MINUTE_MS = 60_000;

const CALL: PlannedCall = {
  endsAt: 120,
  kind: 'peer-to-peer',
  readableAfterSeconds: 0,
  notifiedAfterSeconds: 0,
  nextVersionsAfterSeconds: [],
};

export function calmPlan(changes: Partial<WorldPlan> = {}): WorldPlan {
  return {
    seed: 1,
    size: 'small',
    startsAt: new Date('2026-11-23T09:00:00Z'),
    instances: 1,
    behaviour: CALM_BEHAVIOUR,
    calls: [CALL],
    weather: [],
    deaths: [],
    stalls: [],
    clearsAt: 0,
    maintainEveryMinutes: 1,
    reconcileEveryMinutes: 5,
    backfillDays: 1,
    ...changes,
  };
}

/** Its one call is stored. */
export async function calmWorld(): Promise<{ world: SimulatedWorld; callId: string }> {
  const world = begunWorld();
  await passMinutes(world, 10);
  const [callId] = world.calls.keys();
  if (callId === undefined) throw new Error('the call has not happened');
  return { world, callId };
}

export function begunWorld(): SimulatedWorld {
  const world = new SimulatedWorld(calmPlan());
  schedule(world);
  world.start();
  return world;
}

export async function passMinutes(world: SimulatedWorld, minutes: number): Promise<void> {
  let isOver = false;
  world.time.in(minutes * MINUTE_MS, () => {
    isOver = true;
  });
  await world.pass(() => isOver);
}
