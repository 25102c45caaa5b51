/** What a proof finds over the program, with all its safeguards or without one of them: what the thread of a trial does. */

import type { Violation } from '../worlds/checker/violation.ts';
import { createBundler } from './bundle.ts';
import type { ProofName, Proofs } from './proofs/index.ts';
import type { Change } from './safeguard.ts';

export interface Question {
  readonly proof: ProofName;
  /** What is taken away; undefined for the program as it is. */
  readonly change: Change | undefined;
}

/** The rules that were broken, or why the proof could not be carried out. */
export type Finding =
  | { readonly violations: ReadonlyArray<Violation>; readonly error?: undefined }
  | { readonly violations?: undefined; readonly error: string };

const bundler = await createBundler();

export async function found({ proof, change }: Question): Promise<Finding> {
  try {
    const { proofs } = (await import(await bundler.bundle(change))) as { readonly proofs: Proofs };
    return { violations: await proofs[proof]() };
  } catch (error) {
    return { error: error instanceof Error ? `${error.name}: ${error.message}` : String(error) };
  }
}
