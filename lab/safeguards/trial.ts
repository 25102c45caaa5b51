/** Carries proofs out over the program, with all its safeguards or without one of them. */

import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Finding, Question } from './worker.ts';

/** Proofs take a second or two on a quiet machine. What a change lets go on for ever is ended. */
const WITHIN_MS = 120_000;

export class Trial {
  #worker: Worker | undefined;

  /** One at a time. */
  async run(question: Question): Promise<Finding> {
    this.#worker ??= new Worker(new URL('./worker.ts', import.meta.url));
    const worker = this.#worker;
    worker.postMessage(question);
    try {
      const [finding] = (await once(worker, 'message', { signal: AbortSignal.timeout(WITHIN_MS) })) as [
        Finding,
      ];
      return finding;
    } catch (error) {
      this.#worker = undefined;
      await worker.terminate();
      return {
        error: error instanceof Error && error.name === 'AbortError' ? 'it did not end' : String(error),
      };
    }
  }

  async end(): Promise<void> {
    const worker = this.#worker;
    if (worker === undefined) return;
    worker.postMessage('end');
    await once(worker, 'exit');
  }
}
