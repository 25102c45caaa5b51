/** Runs worlds beside others, one after the other, each when it is told its seed. */

import { parentPort } from 'node:worker_threads';
import { drawPlan } from './plan/draw-plan.ts';
import type { WorldSize } from './plan/plan.ts';
import { runWorld } from './run-world.ts';
import { failureText } from './timeline.ts';
import type { Tallies } from './world/tallies.ts';

/** The world that a worker is to run. */
export interface WorldOrder {
  readonly seed: number;
  readonly size: WorldSize;
}

/** What a worker says about a world. */
export interface WorldReport {
  readonly seed: number;
  readonly tallies: Tallies;
  /** The story of what went wrong; undefined when nothing did. */
  readonly failure: string | undefined;
}

parentPort?.on('message', async ({ seed, size }: WorldOrder) => {
  const result = await runWorld(drawPlan(seed, size));
  const failure = result.violations.length === 0 ? undefined : failureText(result);
  parentPort?.postMessage({ seed, tallies: result.tallies, failure } satisfies WorldReport);
});
