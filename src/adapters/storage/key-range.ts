/** Row keys that begin with a prefix, as a range: Table Storage can compare keys but knows no "starts with". */

import { isForbiddenInKeys } from '../../tables/row-limits.ts';

/**
 * The first key after all keys that begin with the prefix, or undefined when no key comes after them.
 * Keys are ordered by UTF-16 code unit, where emoji and other astral characters come before U+E000.
 */
export function keyAfterPrefix(prefix: string): string | undefined {
  const characters = Array.from(prefix);
  for (let last = characters.pop(); last !== undefined; last = characters.pop()) {
    const next = nextKeyCharacter(last.codePointAt(0) ?? 0);
    if (next !== undefined) return characters.join('') + String.fromCodePoint(next);
  }
  return undefined;
}

/** The next character, in UTF-16 order, that can stand in a key, so that the bound is a legal key itself. */
function nextKeyCharacter(codePoint: number): number | undefined {
  let next = successor(codePoint);
  while (next !== undefined && isForbiddenInKeys(String.fromCodePoint(next))) next = successor(next);
  return next;
}

/** U+D7FF is followed by the astral characters, whose first unit is a surrogate, and those by U+E000. */
function successor(codePoint: number): number | undefined {
  if (codePoint === 0xd7ff) return 0x10000;
  if (codePoint === 0x10ffff) return 0xe000;
  return codePoint === 0xffff ? undefined : codePoint + 1;
}
