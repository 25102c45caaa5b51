/** What tells a text that may have an id or address in it from most texts, which have none of those that are looked for. */

import { comparableId } from '../language/identifiers.ts';

/** What a text has that ids and addresses have: found once, and compared with those of however many people. */
export interface Clues {
  /** Without escapes. */
  readonly text: string;
  /** What has its hyphens where a GUID has them, in small letters. */
  readonly guids: ReadonlyArray<string>;
  /** The last letters before each `@`, as `endBeforeAt` gives them. */
  readonly beforeAts: ReadonlyArray<string>;
}

/** An answer is asked about by the search for exclusions and by that for erasures in turn. */
let lastClues: { readonly json: string; readonly clues: Clues } | undefined;

export function cluesIn(json: string): Clues {
  if (lastClues?.json !== json) {
    const text = json.includes('\\') ? withoutEscapes(json) : json;
    lastClues = { json, clues: { text, guids: guidsIn(text), beforeAts: beforeAtsIn(text) } };
  }
  return lastClues.clues;
}

const HYPHEN = '-'.charCodeAt(0);
const GUID_LENGTH = 36;
/** How long what stands before the first hyphen of a GUID is, and how far each of the four is from the next. */
const [BEFORE_HYPHENS, BETWEEN_HYPHENS] = [8, 5];

/** To look from hyphen to hyphen passes over most of a text quickly. */
function guidsIn(text: string): ReadonlyArray<string> {
  const guids = new Set<string>();
  const isHyphen = (place: number) => text.charCodeAt(place) === HYPHEN;
  let hyphen = text.indexOf('-');
  while (hyphen !== -1) {
    const second = hyphen + BETWEEN_HYPHENS;
    const third = second + BETWEEN_HYPHENS;
    const fourth = third + BETWEEN_HYPHENS;
    let next = hyphen + 1;
    if (isHyphen(second) && isHyphen(third) && isHyphen(fourth)) {
      guids.add(text.slice(hyphen - BEFORE_HYPHENS, hyphen - BEFORE_HYPHENS + GUID_LENGTH));
      // No other GUID has one of these for its first.
      next = fourth + 1;
    }
    hyphen = text.indexOf('-', next);
  }
  return Array.from(guids, (guid) => guid.toLowerCase());
}

/** So much of what stands before its `@` tells most addresses from others. */
const BEFORE_AT = 6;

/** What so much is encoded from, at most: three bytes for a character, and three signs for each. */
const ENCODED_BEFORE_AT = BEFORE_AT * 9;

function beforeAtsIn(text: string): ReadonlyArray<string> {
  const befores = new Set<string>();
  for (const sign of ['@', '%40']) {
    for (let at = text.indexOf(sign); at !== -1; at = text.indexOf(sign, at + 1)) {
      // Most are of `"@odata.type"`.
      const isQuoted = text.charAt(at - 1) === '"';
      befores.add(
        isQuoted ? '"' : endBeforeAt(withoutEncoding(text.slice(Math.max(0, at - ENCODED_BEFORE_AT), at))),
      );
    }
  }
  return [...befores];
}

/** The last letters of what stands before an `@`, from the last quote on at most. Half of a surrogate pair has no case of its own. */
export function endBeforeAt(text: string): string {
  const fromQuote = text.slice(Math.max(0, text.lastIndexOf('"')));
  return endOf(comparableId(fromQuote.toWellFormed()), BEFORE_AT);
}

/** The last letters. */
export function endOf(text: string, letters: number): string {
  return text.slice(Math.max(0, text.length - letters));
}

/** The characters that UTF-8 has in one byte to four. */
const ENCODED =
  /%[0-7][0-9a-f]|%[cd][0-9a-f]%[89ab][0-9a-f]|%e[0-9a-f](?:%[89ab][0-9a-f]){2}|%f[0-7](?:%[89ab][0-9a-f]){3}/gi;

/** Decoded, but for what is cut at the beginning. */
export function withoutEncoding(text: string): string {
  return text.includes('%') ? text.replace(ENCODED, decoded) : text;
}

/** With the characters that stand behind escapes in JSON, and spaces for breaks and tabs; no longer JSON. */
function withoutEscapes(json: string): string {
  return json.replace(/\\(?:u([0-9a-f]{4})|(.))/gi, (_escape, digits: string | undefined, plain: string) =>
    digits === undefined
      ? /[bfnrt]/.test(plain)
        ? ' '
        : plain
      : String.fromCharCode(Number.parseInt(digits, 16)),
  );
}

/** The same where it cannot be decoded. */
export function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
