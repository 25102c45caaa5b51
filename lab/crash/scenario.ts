/** One call of its kind, or one duty of a timer, in weather that is fair but for what the scenario is about. */

import type { WorldPlan } from '../worlds/plan/plan.ts';
import type { ActivityKind } from '../worlds/world/activity.ts';
import type { SimulatedWorld } from '../worlds/world/world.ts';

/** The requests of these activities in this time, in seconds from the beginning of the world, are the scenario's. */
export interface Watched {
  readonly kinds: ReadonlyArray<ActivityKind>;
  readonly from: number;
  readonly until: number;
}

export interface CrashScenario {
  readonly name: string;
  readonly plan: WorldPlan;
  readonly watched: ReadonlyArray<Watched>;
  /** What no plan can say; called before the world begins. `isDisturbed`: accidents will happen in it. */
  readonly prepare?: (world: SimulatedWorld, isDisturbed: boolean) => void;
  /** A version is written again when its replay is delivered twice: revisions may differ. */
  readonly rewrites?: boolean;
}

/** The world of a scenario: one instance, a Graph that tells everything once and in order, and nothing else. */
export function calmPlan(
  own: Pick<WorldPlan, 'clearsAt'> & Partial<Omit<WorldPlan, 'clearsAt' | 'isSteady'>>,
): WorldPlan {
  const { behaviour, ...rest } = own;
  return {
    seed: 1,
    size: 'small',
    startsAt: new Date('2026-11-23T09:00:30Z'),
    instances: 1,
    behaviour: { duplicateShare: 0, reorderShare: 0, earlyNotificationShare: 0, ...behaviour },
    calls: [],
    weather: [],
    deaths: [],
    stalls: [],
    maintainEveryMinutes: 1,
    reconcileEveryMinutes: 5,
    backfillDays: 0,
    ...rest,
    isSteady: true,
  };
}
