/** A protection of the program that can be taken away, to see what it protects from. */

import type { Rule } from '../worlds/checker/violation.ts';
import type { ProofName } from './proofs/index.ts';

/** Source text, and what takes its place. */
export interface Edit {
  /** Stands in the file exactly once. */
  readonly from: string;
  readonly to: string;
}

export interface Change extends Edit {
  /** Relative to the project's root. */
  readonly file: string;
  /** A second place in the same file. */
  readonly also?: Edit;
}

/** The change takes the safeguard away. */
export interface Safeguard extends Change {
  /** What the program does, in a sentence. */
  readonly mechanism: string;
  /** Proofs that find nothing wrong with the safeguard; without it they find this rule broken, in these words. */
  readonly proofs: Readonly<Partial<Record<ProofName, Rule | readonly [Rule, RegExp]>>>;
  /** The title of a test that shows the safeguard at work. */
  readonly test?: string;
}

/** By name. */
export type Safeguards = Readonly<Record<string, Safeguard>>;
