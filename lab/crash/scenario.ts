/** One call of its kind, or one duty of a timer, in weather that is fair but for what the scenario is about. */

import type { ActivityKind } from '../worlds/plan/frame.ts';
import type { WorldPlan } from '../worlds/plan/plan.ts';
import { calmPlan } from '../worlds/plan/plan.ts';
import type { SimulatedWorld } from '../worlds/world/world.ts';

/** The requests of these activities in this time, in seconds from the beginning of the world, are the scenario's. */
export interface Watched {
  readonly kinds: ReadonlyArray<ActivityKind>;
  readonly from: number;
  readonly until: number;
}

interface Peculiarities {
  /** What no plan can say; called before the world begins. `isDisturbed`: accidents will happen in it. */
  readonly prepare?: (world: SimulatedWorld, isDisturbed: boolean) => void;
  /** A version is written again when its replay is delivered twice: revisions may differ. */
  readonly rewrites?: boolean;
}

export interface CrashScenario extends Peculiarities {
  readonly name: string;
  readonly plan: WorldPlan;
  readonly watched: ReadonlyArray<Watched>;
}

export function isAboutSummaries({ watched }: CrashScenario): boolean {
  return watched.some(({ kinds }) => kinds.includes('summarize'));
}

/** Nothing happens in its world that its own plan does not name, and no request is slow. */
export function scenario(
  name: string,
  own: Partial<WorldPlan>,
  watched: ReadonlyArray<Watched>,
  peculiarities: Peculiarities = {},
): CrashScenario {
  const plan = calmPlan({ startsAt: new Date('2026-11-23T09:00:30Z'), ...own, isSteady: true });
  return { name, plan, watched, ...peculiarities };
}
