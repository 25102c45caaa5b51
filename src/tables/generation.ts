/**
 * Generations: the rows one ingest attempt writes.
 * The random part keeps two attempts from ever writing the same row; it never orders them.
 */

import { compareVersions, type RecordVersion } from '../language/version.ts';

/** A generation's name, as it stands in row keys and in the column Generation: `v<version>r<revision>-<random>`. */
export type GenerationName = string;

/** A generation with all that orders it. Revision counts our own rewritings of one Graph version. */
export interface Generation extends RecordVersion {
  readonly name: GenerationName;
  readonly revision: number;
}

/** Characters of the random part: 48 bits, so that two attempts on one call never meet. */
export const RANDOM_PART_LENGTH = 12;

const NAME = /^v(\d+)r(\d+)-([0-9a-f]+)$/;

export function createGeneration(version: RecordVersion, revision: number, random: string): Generation {
  const { version: number, lastModifiedDateTime } = version;
  return {
    name: `v${number}r${revision}-${random}`,
    version: number,
    lastModifiedDateTime,
    revision,
  };
}

/** Reads the version and revision back from a name, or undefined when the name is not one of ours. */
export function parseGenerationName(name: string): { version: bigint; revision: number } | undefined {
  const match = NAME.exec(name);
  if (match === null) return undefined;
  return { version: BigInt(match[1] ?? ''), revision: Number(match[2]) };
}

/** Orders by version, last modification and revision. Two attempts at the same reading are equal. */
export function compareGenerations(a: Omit<Generation, 'name'>, b: Omit<Generation, 'name'>): number {
  return compareVersions(a, b) || a.revision - b.revision;
}
