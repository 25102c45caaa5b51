/** How far `npm test` explores, and how far it can be asked to. */

import type { Limits } from './explore.ts';

/** Either two switches, or a crash and one switch. */
const BRIEF: ReadonlyArray<Limits> = [
  { switches: 2, crashes: 0, lostReplies: 1 },
  { switches: 1, crashes: 1, lostReplies: 0 },
];

/** Two switches and a crash, with and without a lost reply: some minutes, and 4 GB of memory. */
const THOROUGH: ReadonlyArray<Limits> = [
  { switches: 2, crashes: 1, lostReplies: 0 },
  { switches: 2, crashes: 1, lostReplies: 1 },
];

/** By what they allow. EXPLORE=thorough for all that the protocol promises to survive. */
export const LIMITS = (process.env.EXPLORE === 'thorough' ? THOROUGH : BRIEF).map(
  (limits) => [inWords(limits), limits] as const,
);

/** Of the largest exploration that can be asked for, on a busy machine. */
export const TIME_LIMIT_MS = 30 * 60_000;

function inWords({ switches, crashes, lostReplies }: Limits): string {
  return `switches ≤ ${switches}, crashes ≤ ${crashes}, lost replies ≤ ${lostReplies}`;
}
