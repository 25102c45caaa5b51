/** One world from its seed to its report: what each thread of many worlds does. */

import { drawPlan } from './plan/draw-plan.ts';
import type { WorldFrame } from './plan/frame.ts';
import { runWorld } from './run-world.ts';
import { failureText } from './timeline.ts';
import type { Tallies } from './world/tallies.ts';

export interface WorldReport {
  readonly seed: number;
  readonly tallies: Tallies;
  /** The story of what went wrong; undefined when nothing did. */
  readonly failure: string | undefined;
}

export async function reportOn({ seed, size }: Pick<WorldFrame, 'seed' | 'size'>): Promise<WorldReport> {
  const result = await runWorld(drawPlan(seed, size));
  const failure = result.violations.length === 0 ? undefined : failureText(result);
  return { seed, tallies: result.tallies, failure };
}
