/** Runs many worlds on several threads. */

import { Tinypool } from 'tinypool';
import type { WorldSize } from './plan/frame.ts';
import type { WorldReport } from './world-report.ts';

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
  const filename = new URL('./world-report.ts', import.meta.url).href;
  const pool = new Tinypool({ filename, name: 'reportOn', minThreads: 1, maxThreads: jobs });
  const seeds = Array.from({ length: worlds }, (_, index) => from + index);
  try {
    await Promise.all(seeds.map(async (seed) => onWorld(await pool.run({ seed, size }))));
  } finally {
    await pool.destroy();
  }
}
