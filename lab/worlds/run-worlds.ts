/** Runs many worlds on several threads. */

import { Worker } from 'node:worker_threads';
import type { WorldSize } from './plan/plan.ts';
import type { WorldOrder, WorldReport } from './worker.ts';

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
  const orders = ordersFrom(from, worlds, size);
  await Promise.all(Array.from({ length: Math.min(jobs, worlds) }, () => work(orders, onWorld)));
}

function* ordersFrom(from: number, worlds: number, size: WorldSize): Generator<WorldOrder, void, undefined> {
  for (let seed = from; seed < from + worlds; seed += 1) yield { seed, size };
}

async function work(orders: Iterator<WorldOrder>, onWorld: WorldsOptions['onWorld']): Promise<void> {
  const worker = new Worker(new URL('./worker.ts', import.meta.url));
  try {
    for (let next = orders.next(); next.done !== true; next = orders.next())
      onWorld(await oneWorld(worker, next.value));
  } finally {
    await worker.terminate();
  }
}

function oneWorld(worker: Worker, order: WorldOrder): Promise<WorldReport> {
  return new Promise((resolve, reject) => {
    const onError = (error: unknown) =>
      reject(new Error(`world ${order.seed} could not be run`, { cause: error }));
    worker.once('error', onError);
    worker.once('message', (report: WorldReport) => {
      worker.off('error', onError);
      resolve(report);
    });
    worker.postMessage(order);
  });
}
