/** Carries proofs out, each in a thread, over the program with all its safeguards or without one of them. */

import { Tinypool } from 'tinypool';
import type { Violation } from '../worlds/checker/violation.ts';
import { bundle } from './bundle.ts';
import type { ProofName, Proofs } from './proofs/index.ts';
import type { Change } from './safeguard.ts';

/** What the thread of a trial does at the end. */
export { endBundling } from './bundle.ts';

export interface Question {
  readonly proof: ProofName;
  /** What is taken away; undefined for the program as it is. */
  readonly change: Change | undefined;
}

/** The rules that were broken, or why the proof could not be carried out. */
export type Finding =
  | { readonly violations: ReadonlyArray<Violation>; readonly error?: undefined }
  | { readonly violations?: undefined; readonly error: string };

/** Proofs take a second or two on a quiet machine. What a change lets go on for ever is ended. */
const WITHIN_MS = 120_000;

export class Trial {
  readonly #thread = new Tinypool({ filename: import.meta.url, name: 'found', minThreads: 1, maxThreads: 1 });

  async run(question: Question): Promise<Finding> {
    try {
      return await this.#thread.run(question, { signal: AbortSignal.timeout(WITHIN_MS) });
    } catch (error) {
      const isOver = error instanceof Error && error.name === 'AbortError';
      return { error: isOver ? 'it did not end' : String(error) };
    }
  }

  async end(): Promise<void> {
    await this.#thread.run(undefined, { name: 'endBundling' });
    await this.#thread.destroy();
  }
}

/** What the thread of a trial does. */
export async function found({ proof, change }: Question): Promise<Finding> {
  try {
    const { proofs } = (await import(await bundle(change))) as { readonly proofs: Proofs };
    return { violations: await proofs[proof]() };
  } catch (error) {
    return { error: error instanceof Error ? `${error.name}: ${error.message}` : String(error) };
  }
}
