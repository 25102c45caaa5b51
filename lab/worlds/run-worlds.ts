/** Runs many worlds on several threads. */

import { Tinypool } from 'tinypool';
import { drawPlan } from './plan/draw-plan.ts';
import type { WorldFrame, WorldSize } from './plan/frame.ts';
import { runWorld } from './run-world.ts';
import { failureText } from './timeline.ts';
import type { Tallies } from './world/tallies.ts';

export interface WorldReport {
  readonly seed: number;
  readonly tallies: Tallies;
  /** The story of what went wrong; undefined when nothing did. */
  readonly failure: string | undefined;
}

export interface WorldsOptions {
  readonly from: number;
  readonly worlds: number;
  readonly size: WorldSize;
  /** Threads at once. */
  readonly jobs: number;
  /** Told of each world as it ends, in whatever order. */
  readonly onWorld: (report: WorldReport) => void;
}

/** Resolves when all have ended; rejects when a world itself fails to run. */
export async function runWorlds({ from, worlds, size, jobs, onWorld }: WorldsOptions): Promise<void> {
  const pool = new Tinypool({ filename: import.meta.url, name: 'reportOn', minThreads: 1, maxThreads: jobs });
  const seeds = Array.from({ length: worlds }, (_, index) => from + index);
  try {
    await Promise.all(seeds.map(async (seed) => onWorld(await pool.run({ seed, size }))));
  } finally {
    await pool.destroy();
  }
}

/** One world from its seed to its report: what each thread does. */
export async function reportOn({ seed, size }: Pick<WorldFrame, 'seed' | 'size'>): Promise<WorldReport> {
  // Errors are answers here, some thousand in a world; who wants their stacks runs it again by its seed.
  Error.stackTraceLimit = 0;
  const result = await runWorld(drawPlan(seed, size));
  const failure = result.violations.length === 0 ? undefined : failureText(result);
  return { seed, tallies: result.tallies, failure };
}
