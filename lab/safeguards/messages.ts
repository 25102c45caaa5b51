/** What a trial asks its worker, and what it is told. */

import type { Violation } from '../worlds/checker/violation.ts';
import type { ProofName } from './proofs/index.ts';
import type { Change } from './safeguard.ts';

export interface Question {
  readonly proof: ProofName;
  /** What is taken away; undefined for the program as it is. */
  readonly change: Change | undefined;
}

/** The rules that were broken, or why the proof could not be carried through. */
export type Finding =
  | { readonly violations: ReadonlyArray<Violation>; readonly error?: undefined }
  | { readonly violations?: undefined; readonly error: string };
