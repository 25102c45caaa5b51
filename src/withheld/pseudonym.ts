/** What stands in the place of an erased person. */

import type { Random } from '../ports/random.ts';

/** Hexadecimal digits: two pseudonyms never meet, and none tells whose it was. */
const DIGITS = 16;

/** The source of a regular expression. */
export const PSEUDONYM = `erased-[0-9a-f]{${DIGITS}}`;

const HAS_PSEUDONYM = new RegExp(PSEUDONYM);

export function newPseudonym(random: Random): string {
  return `erased-${random.hex(DIGITS)}`;
}

/** Whether a text names an erased person, whose rows it tells apart from those of others. */
export function hasPseudonym(text: unknown): boolean {
  return typeof text === 'string' && HAS_PSEUDONYM.test(text);
}
