/** A protection of the program that can be taken away, to see what it protects from. */

import { globSync, readFileSync } from 'node:fs';
import type { Rule } from '../worlds/checker/violation.ts';
import type { ProofName } from './proofs/index.ts';

interface Edit {
  /** Stands exactly once in src: a safeguard must not be lost from sight. */
  readonly from: string;
  /** Takes its place; by default nothing does. */
  readonly to?: string;
}

export interface Change extends Edit {
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

/** Where the safeguard stands, relative to the project's root. Throws when its text stands nowhere, or more than once. */
export function fileOf({ from }: Change): string {
  const files = SOURCES.flatMap(({ file, text }) => Array(text.split(from).length - 1).fill(file));
  const [file, ...more] = files;
  if (file === undefined || more.length > 0)
    throw new Error(`this text stands ${files.length} times in src, not once (${files.join(', ')}): ${from}`);
  return file;
}

const ROOT = new URL('../../', import.meta.url);

const SOURCES = globSync('src/**/*.ts', { cwd: ROOT }).map((file) => ({
  file,
  text: readFileSync(new URL(file, ROOT), 'utf8'),
}));

/** By name. */
export type Safeguards = Readonly<Record<string, Safeguard>>;
