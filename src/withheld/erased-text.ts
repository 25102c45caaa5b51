/** Takes erased people out of what Graph sent: JSON text in, JSON text out, in which every number keeps its text. */

import {
  type JsonTokens,
  type ObjectTokens,
  readTokens,
  type StringToken,
  withStrings,
} from '../language/json-tokens.ts';
import {
  type ErasedPeople,
  erasedPeople,
  isIdentityMember,
  namesPerson,
  nameWords,
  personIn,
  personOfSet,
  WHERE_IDENTITIES_ARE,
  withAddressesIn,
} from './erased-people.ts';
import type { ErasedPerson, PersonSearch } from './person-search.ts';

/**
 * What Microsoft clears of its own reports after 28 days, by the names that Graph has for it: machine, written feedback,
 * full addresses of the network. Device, processor, subnet and measurements stay; a device that is named after its owner loses
 * its name.
 * https://learn.microsoft.com/microsoftteams/cqd-data-and-reports
 */
const CLEARED_AT_END = new Set(['name', 'text', 'tokens']);
const CLEARED_IN_NETWORK = new Set([
  'ipAddress',
  'reflexiveIPAddress',
  'relayIPAddress',
  'macAddress',
  'basicServiceSetIdentifier',
  'dnsSuffix',
]);

/** Of a session or segment: whether an erased person is at either end. */
interface Ends {
  readonly caller: boolean;
  readonly callee: boolean;
}

const NEITHER: Ends = { caller: false, callee: false };
const EITHER: Ends = { caller: true, callee: true };

/**
 * The text of an answer without these people. An identity with one of their ids, and each that stands in one set with it,
 * loses all its texts to the pseudonym, what Microsoft clears is cleared at their ends, and in all other strings their ids and addresses are replaced.
 */
export function erasedText(text: string, people: ErasedPeople, known: Ends = NEITHER): string {
  const tokens = readTokens(text);
  const replaced = new Map<StringToken, string>();
  erase({ people, replaced }, tokens, known);
  return withStrings(text, replaced);
}

/**
 * The text of an answer that has segments alone: the ends of their sessions stand in another answer. A segment without
 * ends of its own counts as if an erased person were at both.
 */
export function erasedSegments(text: string, people: ErasedPeople): string {
  return erasedText(text, people, EITHER);
}

/** A text of any kind without somebody, and who that is by what it shows. */
export interface ErasedMessage {
  readonly text: string;
  readonly people: ErasedPeople;
}

/**
 * A message that others have written. Where it is JSON, people are found by what stands beside their ids, as in an answer of
 * Graph, and identities lose their texts; in any other text their ids and addresses are replaced.
 */
export function erasedMessage(text: string, search: PersonSearch): ErasedMessage {
  const asked = erasedPeople(search);
  const tokens = tokensIn(text);
  if (tokens === undefined) return { text: search.withoutIds(text), people: asked };
  const people = withAddressesIn(tokens, asked);
  // Numbers keep their text in JSON, and one can be that of a telephone.
  return { text: people.all.withoutIds(erasedText(text, people)), people };
}

/** Undefined for what is not JSON, or nested more deeply than it can be walked through. */
function tokensIn(text: string): JsonTokens | undefined {
  try {
    JSON.parse(text);
    return readTokens(text);
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof RangeError) return undefined;
    throw error;
  }
}

interface Erasing {
  readonly people: ErasedPeople;
  readonly replaced: Map<StringToken, string>;
}

function erase(erasing: Erasing, tokens: JsonTokens, ends: Ends): void {
  const { people } = erasing;
  if (tokens.kind === 'string') replace(erasing, tokens, people.all.withoutIds(tokens.value));
  if (tokens.kind === 'array') for (const element of tokens.elements) erase(erasing, element, ends);
  if (tokens.kind !== 'object') return;
  const person = personIn(tokens, people);
  if (person !== undefined) {
    replaceAll(erasing, tokens, person.pseudonym);
    return;
  }
  const owner = personOfSet(tokens, people);
  if (owner !== undefined) replaceIdOfEntry(erasing, tokens, owner);
  const inside = endsIn(tokens, ends, people);
  for (const { name, value } of tokens.members) {
    replace(erasing, name, people.all.withoutIds(name.value));
    if (owner !== undefined && isIdentityMember(name.value)) replaceAll(erasing, value, owner.pseudonym);
    else erase(erasing, value, inside);
    if (isEndOfPerson(name.value, inside)) clear(erasing, value, CLEARED_AT_END);
    if (isNetworkOfPerson(name.value, inside)) clear(erasing, value, CLEARED_IN_NETWORK);
    if (isDeviceOfPerson(name.value, inside)) clearNamed(erasing, value);
  }
}

function replace({ replaced }: Erasing, token: StringToken, value: string): void {
  if (value !== token.value) replaced.set(token, value);
}

/** Types say what an object is, and name nobody. */
function replaceAll(erasing: Erasing, tokens: JsonTokens, value: string): void {
  if (tokens.kind === 'string') replace(erasing, tokens, value);
  if (tokens.kind === 'array') for (const element of tokens.elements) replaceAll(erasing, element, value);
  if (tokens.kind !== 'object') return;
  for (const { name, value: inside } of tokens.members) {
    if (!name.value.startsWith('@odata.')) replaceAll(erasing, inside, value);
  }
}

/** Empties the strings that stand below these names, however deep, but for the identity beside them. */
function clear(erasing: Erasing, tokens: JsonTokens, names: ReadonlySet<string>): void {
  if (tokens.kind === 'array') for (const element of tokens.elements) clear(erasing, element, names);
  if (tokens.kind !== 'object') return;
  for (const { name, value } of tokens.members) {
    if (names.has(name.value)) replaceAll(erasing, value, '');
    else if (!WHERE_IDENTITIES_ARE.has(name.value)) clear(erasing, value, names);
  }
}

/** Empties the strings with a word of an erased person's name. */
function clearNamed(erasing: Erasing, tokens: JsonTokens): void {
  if (tokens.kind === 'array') for (const element of tokens.elements) clearNamed(erasing, element);
  if (tokens.kind === 'object') for (const { value } of tokens.members) clearNamed(erasing, value);
  if (tokens.kind !== 'string') return;
  const { names } = erasing.people;
  if (nameWords(tokens.value).some((word) => names.has(word))) replace(erasing, tokens, '');
}

function endsIn(tokens: ObjectTokens, outer: Ends, people: ErasedPeople): Ends {
  const isAt = (end: keyof Ends): boolean => {
    const value = memberOf(tokens, end);
    return value?.kind === 'object' ? namesPerson(value, people) : outer[end];
  };
  return { caller: isAt('caller'), callee: isAt('callee') };
}

function isEndOfPerson(name: string, ends: Ends): boolean {
  return (name === 'caller' && ends.caller) || (name === 'callee' && ends.callee);
}

/** Hops are traced from the caller or the callee, which the stream does not say. */
function isNetworkOfPerson(name: string, ends: Ends): boolean {
  if (name === 'traceRouteNetworkHops') return ends.caller || ends.callee;
  return (name === 'callerNetwork' && ends.caller) || (name === 'calleeNetwork' && ends.callee);
}

function isDeviceOfPerson(name: string, ends: Ends): boolean {
  return (name === 'callerDevice' && ends.caller) || (name === 'calleeDevice' && ends.callee);
}

/** The entry of a participant has an id beside the identity set, mostly that of one of its identities. */
function replaceIdOfEntry(erasing: Erasing, tokens: ObjectTokens, { pseudonym }: ErasedPerson): void {
  const id = memberOf(tokens, 'id');
  if (id?.kind === 'string') replace(erasing, id, pseudonym);
}

function memberOf({ members }: ObjectTokens, wanted: string): JsonTokens | undefined {
  return members.find(({ name }) => name.value === wanted)?.value;
}
