/** Takes erased people out of what Graph sent: JSON text in, JSON text out, in which every number keeps its text. */

import {
  type JsonTokens,
  type ObjectTokens,
  readTokens,
  type StringToken,
  withStrings,
} from '../language/json-tokens.ts';
import { identityKinds } from '../tables/columns/identity.ts';
import type { ErasedPerson, PersonSearch } from './person-search.ts';

/**
 * What Microsoft clears of its own reports after 28 days, by the names that Graph has for it: machine, written feedback,
 * full addresses of the network. Device, processor, subnet and measurements stay.
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
 * The text of an answer without these people. An identity with one of their ids loses all its texts to the pseudonym,
 * what Microsoft clears is cleared at their ends, and in all other strings their ids and addresses are replaced.
 */
export function erasedText(text: string, search: PersonSearch, known: Ends = NEITHER): string {
  const tokens = readTokens(text);
  const replaced = new Map<StringToken, string>();
  erase({ search, replaced }, tokens, known);
  return withStrings(text, replaced);
}

/**
 * The text of an answer that has segments alone: the ends of their sessions stand in another answer. A segment without
 * ends of its own counts as if an erased person were at both.
 */
export function erasedSegments(text: string, search: PersonSearch): string {
  return erasedText(text, search, EITHER);
}

/** The addresses that the identities of these people show in the text of an answer: more ids of theirs. */
export function personAddresses(text: string, search: PersonSearch): ReadonlyArray<ErasedPerson> {
  return addressesIn(readTokens(text), search);
}

interface Erasing {
  readonly search: PersonSearch;
  readonly replaced: Map<StringToken, string>;
}

function erase(erasing: Erasing, tokens: JsonTokens, ends: Ends): void {
  const { search } = erasing;
  if (tokens.kind === 'string') replace(erasing, tokens, search.withoutIds(tokens.value));
  if (tokens.kind === 'array') for (const element of tokens.elements) erase(erasing, element, ends);
  if (tokens.kind !== 'object') return;
  const person = personIn(tokens, search) ?? personOfSet(tokens, search);
  if (person !== undefined) {
    replaceAll(erasing, tokens, person.pseudonym);
    return;
  }
  replaceIdOfEntry(erasing, tokens);
  const inside = endsIn(tokens, ends, search);
  for (const { name, value } of tokens.members) {
    replace(erasing, name, search.withoutIds(name.value));
    erase(erasing, value, inside);
    if (isEndOfPerson(name.value, inside)) clear(erasing, value, CLEARED_AT_END);
    if (isNetworkOfPerson(name.value, inside)) clear(erasing, value, CLEARED_IN_NETWORK);
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
    else if (!IDENTITIES.has(name.value)) clear(erasing, value, names);
  }
}

/** Where an endpoint names its person. */
const IDENTITIES = new Set(['associatedIdentity', 'identity']);

function endsIn(tokens: ObjectTokens, outer: Ends, search: PersonSearch): Ends {
  const isAt = (end: keyof Ends): boolean => {
    const value = memberOf(tokens, end);
    return value?.kind === 'object' ? namesPerson(value, search) : outer[end];
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

/** What an object has that is more than an identity: a session can have the id of a person. */
const NOT_OF_IDENTITIES = new Set(['startDateTime', 'segments', 'media', 'caller']);

function personIn(tokens: ObjectTokens, search: PersonSearch): ErasedPerson | undefined {
  const id = memberOf(tokens, 'id');
  if (id?.kind !== 'string') return undefined;
  const isMore = tokens.members.some(({ name }) => NOT_OF_IDENTITIES.has(name.value));
  return isMore ? undefined : search.personCalled(id.value);
}

/** The identities of a set are of one participant: a phone that Graph knows to be a user's stands beside the user. */
function personOfSet({ members }: ObjectTokens, search: PersonSearch): ErasedPerson | undefined {
  for (const { name, value } of members) {
    const isIdentity = value.kind === 'object' && identityKinds.includes(name.value);
    const person = isIdentity ? personIn(value, search) : undefined;
    if (person !== undefined) return person;
  }
  return undefined;
}

/** The entry of a participant has an id beside the identity set, mostly that of one of its identities. */
function replaceIdOfEntry(erasing: Erasing, tokens: ObjectTokens): void {
  const [id, set] = [memberOf(tokens, 'id'), memberOf(tokens, 'identity')];
  const person = set?.kind === 'object' ? personOfSet(set, erasing.search) : undefined;
  if (person !== undefined && id?.kind === 'string') replace(erasing, id, person.pseudonym);
}

function namesPerson(tokens: JsonTokens, search: PersonSearch): boolean {
  if (tokens.kind === 'array') return tokens.elements.some((element) => namesPerson(element, search));
  if (tokens.kind !== 'object') return false;
  const isNamed = personIn(tokens, search) !== undefined;
  return isNamed || tokens.members.some(({ value }) => namesPerson(value, search));
}

const ADDRESSES = new Set(['userPrincipalName', 'email']);

function addressesIn(tokens: JsonTokens, search: PersonSearch): ReadonlyArray<ErasedPerson> {
  if (tokens.kind === 'array') return tokens.elements.flatMap((element) => addressesIn(element, search));
  if (tokens.kind !== 'object') return [];
  const person = personIn(tokens, search);
  const inside = tokens.members.flatMap(({ value }) => addressesIn(value, search));
  if (person !== undefined) return [...inside, ...addressesOf(tokens, person)];
  const owner = personOfSet(tokens, search);
  if (owner === undefined) return inside;
  const identities = tokens.members.map(({ value }) => value).filter((value) => value.kind === 'object');
  return [...inside, ...identities.flatMap((identity) => addressesOf(identity, owner))];
}

function addressesOf(identity: ObjectTokens, { pseudonym }: ErasedPerson): ReadonlyArray<ErasedPerson> {
  return identity.members.flatMap(({ name, value }) =>
    ADDRESSES.has(name.value) && value.kind === 'string' && value.value !== ''
      ? [{ ids: [value.value], pseudonym }]
      : [],
  );
}

function memberOf({ members }: ObjectTokens, wanted: string): JsonTokens | undefined {
  return members.find(({ name }) => name.value === wanted)?.value;
}
