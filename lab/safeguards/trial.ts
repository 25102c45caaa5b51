/** Carries proofs out over the program, with all its safeguards or without one of them. */

import { Tinypool } from 'tinypool';
import type { Finding, Question } from './finding.ts';

/** Proofs take a second or two on a quiet machine. What a change lets go on for ever is ended. */
const WITHIN_MS = 120_000;

export class Trial {
  readonly #thread = new Tinypool({
    filename: new URL('./finding.ts', import.meta.url).href,
    name: 'found',
    minThreads: 1,
    maxThreads: 1,
  });

  async run(question: Question): Promise<Finding> {
    try {
      return await this.#thread.run(question, { signal: AbortSignal.timeout(WITHIN_MS) });
    } catch (error) {
      const isOver = error instanceof Error && error.name === 'AbortError';
      return { error: isOver ? 'it did not end' : String(error) };
    }
  }

  end(): Promise<void> {
    return this.#thread.destroy();
  }
}
