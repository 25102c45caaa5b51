/** Finds the ids and addresses of people in any text, and puts pseudonyms in their place. */

import { addressOfSip, comparableId, parseGuid, sipAddress } from '../language/identifiers.ts';
import { PSEUDONYM } from './pseudonym.ts';

/** Somebody who is erased: the ids and addresses to look for, and what takes the place of all that names them. */
export interface ErasedPerson {
  readonly ids: ReadonlyArray<string>;
  readonly pseudonym: string;
}

export interface PersonSearch {
  /** The person whose id the text is, as a whole; also where it is the SIP address of one. */
  personCalled(id: string): ErasedPerson | undefined;
  /** The text with pseudonyms in the place of the ids and addresses in it. */
  withoutIds(text: string): string;
  /** Whether JSON text may name one of them: far quicker than taking it apart. */
  mayBeIn(json: string): boolean;
  /** The same search, for more people. */
  with(others: ReadonlyArray<ErasedPerson>): PersonSearch;
}

/** Shorter ids are found only where they are the whole text: inside one they may be part of any word. */
const SHORTEST_INSIDE_TEXT = 8;

const GUIDS = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi;

/** Where the hyphens of a GUID stand, from its first digit, and how long it is. */
const [FIRST_HYPHEN, ...OTHER_HYPHENS] = [8, 13, 18, 23] as const;
const GUID_LENGTH = 36;
const HYPHEN = '-'.charCodeAt(0);

/** Built once for many texts: how long a search takes does not depend on how many people have GUIDs for ids. */
export function createPersonSearch(people: ReadonlyArray<ErasedPerson>): PersonSearch {
  const byId = new Map(
    people.flatMap((person) => person.ids.map((id) => [comparableId(id), person] as const)),
  );
  const others = [...byId.keys()].filter((id) => parseGuid(id) === undefined);
  const long = others.filter((id) => id.length >= SHORTEST_INSIDE_TEXT);
  const inside = patternOf(long);
  const isAnAddressIn = addressSearch(long.filter(isAddress));
  const withoutAt = patternOf(long.filter((id) => !isAddress(id)));
  const short = others.filter((id) => id.length < SHORTEST_INSIDE_TEXT);
  const personCalled = (id: string): ErasedPerson | undefined => {
    const address = addressOfSip(id);
    return (
      byId.get(comparableId(id)) ?? (address === undefined ? undefined : byId.get(comparableId(address)))
    );
  };
  const pseudonymOf = (id: string) => (personCalled(id) ?? personCalled(decoded(id)))?.pseudonym ?? id;
  const withoutIds = (text: string): string => {
    const person = personCalled(text);
    if (person !== undefined) return person.pseudonym;
    const withoutGuids = text.replace(GUIDS, pseudonymOf);
    return inside === undefined ? withoutGuids : withoutGuids.replace(inside, pseudonymOf);
  };
  const isNamedIn = (json: string): boolean => {
    if (byId.size === 0) return false;
    const text = json.includes('\\') ? withoutEscapes(json) : json;
    if (hasGuid(text, (guid) => byId.has(comparableId(guid)))) return true;
    if (isAnAddressIn(text)) return true;
    if (withoutAt !== undefined && text.search(withoutAt) !== -1) return true;
    const lower = short.length === 0 ? '' : comparableId(text);
    return short.some((id) => [id, sipAddress(id)].some((whole) => lower.includes(`"${whole}"`)));
  };
  /** The answer that opens a reading is also that of its first page: each is asked about in turn. */
  let last = { json: '', isNamed: false };
  const search: PersonSearch = {
    personCalled,
    withoutIds,
    mayBeIn(json) {
      if (json !== last.json) last = { json, isNamed: isNamedIn(json) };
      return last.isNamed;
    },
    with: (more) => withMore(search, [], more),
  };
  return search;

  /** A search of a thousand people is not made anew for each call that shows further ids of one of them. */
  function withMore(
    known: PersonSearch,
    added: ReadonlyArray<ErasedPerson>,
    more: ReadonlyArray<ErasedPerson>,
  ): PersonSearch {
    const unknown = more.filter(({ ids }) => ids.some((id) => known.personCalled(id) === undefined));
    if (unknown.length === 0) return known;
    const others = createPersonSearch([...added, ...unknown]);
    const both: PersonSearch = {
      personCalled: (id) => personCalled(id) ?? others.personCalled(id),
      withoutIds: (text) => others.withoutIds(withoutIds(text)),
      mayBeIn: (json) => search.mayBeIn(json) || others.mayBeIn(json),
      with: (further) => withMore(both, [...added, ...unknown], further),
    };
    return both;
  }
}

/** Whether a text has a GUID that is so: to look from hyphen to hyphen passes over most of a text quickly. */
function hasGuid(text: string, isWanted: (guid: string) => boolean): boolean {
  for (let hyphen = text.indexOf('-'); hyphen !== -1; hyphen = text.indexOf('-', hyphen + 1)) {
    const from = hyphen - FIRST_HYPHEN;
    const isGuid = OTHER_HYPHENS.every((offset) => text.charCodeAt(from + offset) === HYPHEN);
    if (isGuid && isWanted(text.slice(from, from + GUID_LENGTH))) return true;
  }
  return false;
}

const LETTER = '[\\p{L}\\p{N}]';
/** What ends a percent-encoded character, or an escape of JSON in a text that was cut, is no part of a word. */
const LETTER_BEFORE = `(?<!%[0-9a-f]|\\\\(?:u[0-9a-f]{3}|(?=[bfnrt])))${LETTER}`;

/**
 * Signs of a sign-in name before its `@`, and in mail addresses: one or two behind a letter join what follows to it, so that
 * the end of `grace.hopper@` is not the address of a hopper. Three are an ellipsis or a line. How many are looked at is
 * limited, here and below, or a long line of them would take minutes.
 */
const JOINS = "(?:['.!^~_+-]|%(?:2[17BDE]|5[EF]|7E)){1,2}";

/** No address has two `@`: what is joined to the domain of one, or to the pseudonym that was one, is another. */
const WHOLE_BEFORE = `(?:@|%40)[\\p{L}\\p{N}.-]{1,64}|${PSEUDONYM}`;

/** The ids as they stand in texts and links, not inside a longer word, number or address. */
function patternOf(ids: ReadonlyArray<string>): RegExp | undefined {
  const [addresses, others] = [ids.filter(isAddress), ids.filter((id) => !isAddress(id))];
  const ofLonger = `${LETTER_BEFORE}(?<!${WHOLE_BEFORE})${JOINS}`;
  const kinds = [
    ...(addresses.length === 0
      ? []
      : [`(?<!${LETTER_BEFORE}|${ofLonger})${anyOf(addresses)}(?!(?:\\.|%2E)?${LETTER})`]),
    ...(others.length === 0 ? [] : [`(?<!${LETTER_BEFORE})${anyOf(others)}(?!${LETTER})`]),
  ];
  return kinds.length === 0 ? undefined : new RegExp(kinds.join('|'), 'giu');
}

function isAddress(id: string): boolean {
  return id.includes('@');
}

function anyOf(ids: ReadonlyArray<string>): string {
  return `(?:${ids.map((id) => id.replace(CHARACTERS, anyFormOf)).join('|')})`;
}

/** The lower case of U+0130 is two characters, which a pattern does not find where the capital letter stands. */
const CHARACTERS = /i\u0307|./gsu;

/** A character of an id as a pattern: as it is, and percent-encoded, which tells capital letters from small ones. */
function anyFormOf(character: string): string {
  const forms = [character, ...capitalsOf(character)];
  // Some characters stay as they are when they are encoded.
  const all = [...new Set([...forms, ...forms.map(encoded)])].map((form) =>
    form.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'),
  );
  return all.length === 1 || /^[\w.-]$/.test(character) ? (all[0] ?? '') : `(?:${all.join('|')})`;
}

/** A capital letter of more characters than one is another text: `SS` is not the letter that is written so in capitals. */
function capitalsOf(character: string): ReadonlyArray<string> {
  if (character === 'i\u0307') return ['\u0130'];
  const capital = character.toUpperCase();
  const isOne = Array.from(capital).length === 1;
  return [...(isOne ? [capital] : []), ...(character === 'σ' ? ['ς'] : [])];
}

/** As other programs encode it, which leave fewer signs as they are. Half of a surrogate pair has no encoded form. */
function encoded(text: string): string {
  const hexadecimal = (sign: string) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`;
  return encodeURIComponent(text.toWellFormed()).replace(/[!'()*~]/g, hexadecimal);
}

/** So much of what stands before its `@` tells most addresses from others. */
const BEFORE_AT = 6;

/** What so much is encoded from, at most: three bytes for a character, and three signs for each. */
const ENCODED_BEFORE_AT = BEFORE_AT * 9;

/**
 * Whether one of these addresses stands in a text. A pattern of a thousand addresses takes long over each character, so
 * only a text is searched by it in which an `@` has letters before it as one of them has.
 */
function addressSearch(addresses: ReadonlyArray<string>): (text: string) => boolean {
  const pattern = patternOf(addresses);
  if (pattern === undefined) return () => false;
  const names = addresses.map((address) => address.slice(0, address.indexOf('@')));
  // A sign-in name can have in it what looks encoded.
  const beginnings = new Set(names.flatMap((name) => [ending(name), ending(withoutEncoding(name))]));
  const lastLetters = new Set([...beginnings].map((beginning) => beginning.slice(-1)));
  return (text) => {
    const isBefore = (at: number): boolean => {
      // Most are of `"@odata.type"`. Half of a surrogate pair has no case of its own.
      const letter = text.charAt(at - 1);
      const isAsItIs = letter < '\u0080' && text.charAt(at - 3) !== '%';
      if (isAsItIs && !lastLetters.has('') && !lastLetters.has(comparableId(letter))) return false;
      const before = ending(withoutEncoding(text.slice(Math.max(0, at - ENCODED_BEFORE_AT), at)));
      for (let from = 0; from <= before.length; from += 1) {
        if (beginnings.has(before.slice(from))) return true;
      }
      return false;
    };
    return ['@', '%40'].some((sign) => {
      let at = text.indexOf(sign);
      while (at !== -1 && !isBefore(at)) at = text.indexOf(sign, at + 1);
      return at !== -1 && text.search(pattern) !== -1;
    });
  };
}

function ending(text: string): string {
  return comparableId(text.toWellFormed()).slice(-BEFORE_AT);
}

/** The characters that UTF-8 has in one byte to four. */
const ENCODED =
  /%[0-7][0-9a-f]|%[cd][0-9a-f]%[89ab][0-9a-f]|%e[0-9a-f](?:%[89ab][0-9a-f]){2}|%f[0-7](?:%[89ab][0-9a-f]){3}/gi;

/** Decoded, but for what is cut at the beginning. */
function withoutEncoding(text: string): string {
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

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
