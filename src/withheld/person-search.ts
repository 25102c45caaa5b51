/** Finds the ids and addresses of people in any text, and puts pseudonyms in their place. */

import { addressOfSip, comparableId, parseGuid, sipAddress } from '../language/identifiers.ts';
import { type Clues, cluesIn, decoded, endBeforeAt, endOf, withoutEncoding } from './clues.ts';
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
    const clues = cluesIn(json);
    const { text } = clues;
    if (clues.guids.some((guid) => byId.has(guid))) return true;
    if (isAnAddressIn(clues)) return true;
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

/**
 * Whether one of these addresses stands in a text. A pattern of a thousand addresses takes long over each character, so
 * only a text is searched by it in which an `@` has letters before it as one of them has.
 */
function addressSearch(addresses: ReadonlyArray<string>): (clues: Clues) => boolean {
  const pattern = patternOf(addresses);
  if (pattern === undefined) return () => false;
  const names = addresses.map((address) => address.slice(0, address.indexOf('@')));
  // A sign-in name can have in it what looks encoded.
  const ends = new Set(names.flatMap((name) => [endBeforeAt(name), endBeforeAt(withoutEncoding(name))]));
  const lengths = [...new Set(Array.from(ends, ({ length }) => length))];
  const isOneOfThem = (before: string) => lengths.some((length) => ends.has(endOf(before, length)));
  return ({ text, beforeAts }) => beforeAts.some(isOneOfThem) && text.search(pattern) !== -1;
}
