/** A protection of the program that can be taken away, to see what it protects from. */

import type { Rule } from '../worlds/checker/violation.ts';
import type { ProofName } from './proofs/index.ts';

/** Source text, and what takes its place. */
export interface Change extends Edit {
  /** Relative to the project's root. */
  readonly file: string;
  /** A second place in the same file. */
  readonly also?: Edit;
}

export interface Edit {
  /** Stands in the file exactly once. */
  readonly from: string;
  readonly to: string;
}

/** The guarantees of docs/design.md by number; `graph`: asking no more of Graph than it allows. */
export type Guarantee = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 'graph';

export interface Safeguard {
  readonly name: string;
  readonly guarantee: Guarantee;
  /** What the program does, in a sentence. */
  readonly mechanism: string;
  /** Takes it away. */
  readonly change: Change;
  /** Shows that nothing goes wrong with it, and what goes wrong without it. */
  readonly proof: ProofName;
  /** The rule that is broken without it. */
  readonly breaks: Rule;
  /** A test of its own, in which it can be seen at work; without one the proof is all there is. */
  readonly provenBy?: TestName;
}

export interface TestName {
  readonly file: string;
  /** As it stands in the file. */
  readonly test: string;
}
