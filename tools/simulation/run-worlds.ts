/** Runs many worlds on several threads. */

import { Worker } from 'node:worker_threads';
import type { WorldReport } from './worker.ts';

export interface WorldsOptions {
  readonly from: number;
  readonly worlds: number;
  /** Threads at once. */
  readonly jobs: number;
  /** Told of each world as it ends, in whatever order. */
  readonly onWorld: (report: WorldReport) => void;
}

/** Resolves when all have ended; rejects when a world itself fails to run. */
export async function runWorlds({ from, worlds, jobs, onWorld }: WorldsOptions): Promise<void> {
  const seeds = seedsFrom(from, worlds);
  await Promise.all(Array.from({ length: Math.min(jobs, worlds) }, () => work(seeds, onWorld)));
}

function* seedsFrom(from: number, worlds: number): Generator<number, void, undefined> {
  for (let seed = from; seed < from + worlds; seed += 1) yield seed;
}

async function work(seeds: Iterator<number>, onWorld: WorldsOptions['onWorld']): Promise<void> {
  const worker = new Worker(new URL('./worker.ts', import.meta.url));
  try {
    for (let next = seeds.next(); next.done !== true; next = seeds.next())
      onWorld(await oneWorld(worker, next.value));
  } finally {
    await worker.terminate();
  }
}

function oneWorld(worker: Worker, seed: number): Promise<WorldReport> {
  return new Promise((resolve, reject) => {
    const onError = (error: unknown) => reject(new Error(`world ${seed} could not be run`, { cause: error }));
    worker.once('error', onError);
    worker.once('message', (report: WorldReport) => {
      worker.off('error', onError);
      resolve(report);
    });
    worker.postMessage(seed);
  });
}
