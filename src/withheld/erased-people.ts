/** Who is to be taken out of one call: by the ids that were asked for, and by those that the call shows beside them. */

import { comparableId } from '../language/identifiers.ts';
import type { JsonTokens, ObjectTokens } from '../language/json-tokens.ts';
import { wordsOfName } from '../language/words.ts';
import { identityKinds, sharedIdentityKinds } from '../tables/columns/identity.ts';
import type { ErasedPerson, PersonSearch } from './person-search.ts';

export interface ErasedPeople {
  /** By ids that are one person's alone: what stands in one identity set with them is the same person's. */
  readonly certain: PersonSearch;
  /**
   * By the numbers of telephones, too, that stand beside those ids. Others in the call may use the same telephone, so a
   * number does not say whose the ids beside it are.
   */
  readonly all: PersonSearch;
  /** By a number with masked digits and the name beside it: many numbers look alike then. */
  readonly masked: ReadonlyMap<string, ErasedPerson>;
  /** Words of the names by which the call shows them: people name their devices after themselves. */
  readonly names: ReadonlySet<string>;
}

/** By the ids that were asked for. */
export function erasedPeople(search: PersonSearch): ErasedPeople {
  return { certain: search, all: search, masked: new Map(), names: new Set() };
}

/** An identity, and the key that it has in its set; endpoints name one without a key. */
interface Identity {
  readonly kind: string | undefined;
  readonly tokens: ObjectTokens;
}

/** Where an endpoint names its person, in one way and in the other; the entry of a participant has the first. */
export const WHERE_IDENTITIES_ARE: ReadonlySet<string> = new Set(['associatedIdentity', 'identity']);

/** Whether a member of a set, an endpoint or an entry is about who that is. */
export function isIdentityMember(name: string): boolean {
  return identityKinds.includes(name) || WHERE_IDENTITIES_ARE.has(name);
}

/**
 * The identities by which an identity set, an endpoint or the entry of a participant names one person: a phone that Graph
 * knows to be a user's stands beside the user.
 */
function identitiesIn({ members }: ObjectTokens): ReadonlyArray<Identity> {
  return members.flatMap(({ name: { value: name }, value: tokens }): ReadonlyArray<Identity> => {
    if (tokens.kind !== 'object' || !isIdentityMember(name)) return [];
    const own = { kind: WHERE_IDENTITIES_ARE.has(name) ? undefined : name, tokens };
    return name === 'identity' ? [own, ...identitiesIn(tokens)] : [own];
  });
}

/** What an object has that is more than an identity: a session can have the id of a person. */
const NOT_OF_IDENTITIES = new Set(['startDateTime', 'segments', 'media', 'caller']);

/** By each of these an identity names somebody. */
const ADDRESSES = ['id', 'userPrincipalName', 'email'] as const;

function addressesOf(tokens: ObjectTokens): ReadonlyArray<string> {
  if (tokens.members.some(({ name }) => NOT_OF_IDENTITIES.has(name.value))) return [];
  return ADDRESSES.flatMap((name) => textOf(tokens, name) ?? []);
}

/** The person whose identity an object is, or whose entry. */
export function personIn(
  tokens: ObjectTokens,
  { certain, all, masked }: ErasedPeople,
): ErasedPerson | undefined {
  const isEntry = tokens.members.some(({ name }) => WHERE_IDENTITIES_ARE.has(name.value));
  if (isEntry) return personCalled(tokens, certain);
  const key = masked.size === 0 ? undefined : maskedKeyIn(tokens);
  return personCalled(tokens, all) ?? (key === undefined ? undefined : masked.get(key));
}

function personCalled(tokens: ObjectTokens, search: PersonSearch): ErasedPerson | undefined {
  for (const address of addressesOf(tokens)) {
    const person = search.personCalled(address);
    if (person !== undefined) return person;
  }
  return undefined;
}

/** The person whom an identity set, an endpoint or the entry of a participant names in any of its ways. */
export function personOfSet(tokens: ObjectTokens, { certain }: ErasedPeople): ErasedPerson | undefined {
  for (const identity of identitiesIn(tokens)) {
    const person = personCalled(identity.tokens, certain);
    if (person !== undefined) return person;
  }
  return undefined;
}

/** Whether one of these people is named anywhere inside. */
export function namesPerson(tokens: JsonTokens, people: ErasedPeople): boolean {
  if (tokens.kind === 'array') return tokens.elements.some((element) => namesPerson(element, people));
  if (tokens.kind !== 'object') return false;
  const isNamed = personIn(tokens, people) !== undefined;
  return isNamed || tokens.members.some(({ value }) => namesPerson(value, people));
}

interface Learnt {
  readonly certain: Array<ErasedPerson>;
  readonly numbers: Array<ErasedPerson>;
  readonly masked: Map<string, ErasedPerson>;
  readonly names: Set<string>;
}

/** The same people by what an answer shows of them, too; themselves where it shows nothing new. */
export function withAddressesIn(tokens: JsonTokens, people: ErasedPeople): ErasedPeople {
  const learnt: Learnt = {
    certain: [],
    numbers: [],
    masked: new Map(people.masked),
    names: new Set(people.names),
  };
  learn(learnt, tokens, people);
  const certain = people.certain.with(learnt.certain);
  const all = people.all.with([...learnt.certain, ...learnt.numbers]);
  const { masked, names } = learnt;
  const isAsBefore = certain === people.certain && all === people.all;
  return isAsBefore && masked.size === people.masked.size && names.size === people.names.size
    ? people
    : { certain, all, masked, names };
}

function learn(learnt: Learnt, tokens: JsonTokens, people: ErasedPeople): void {
  if (tokens.kind === 'array') for (const element of tokens.elements) learn(learnt, element, people);
  if (tokens.kind !== 'object') return;
  const person = personCalled(tokens, people.certain) ?? personOfSet(tokens, people);
  if (person !== undefined) {
    const own = personCalled(tokens, people.certain) === undefined ? [] : [{ kind: undefined, tokens }];
    for (const identity of [...own, ...identitiesIn(tokens)]) learnIdentity(learnt, identity, person);
  }
  for (const { value } of tokens.members) learn(learnt, value, people);
}

/** A program or a device in a set is not the person: others of the call may use it. */
function learnIdentity(learnt: Learnt, { kind, tokens }: Identity, { pseudonym }: ErasedPerson): void {
  if (kind !== undefined && sharedIdentityKinds.includes(kind)) return;
  for (const word of nameWords(textOf(tokens, 'displayName') ?? '')) learnt.names.add(word);
  const [id, masked] = [textOf(tokens, 'id'), maskedKeyIn(tokens)];
  for (const address of addressesOf(tokens)) {
    const person = { ids: [address], pseudonym };
    const isTelephone = address === id && (kind === 'phone' || /^\+?[\d*]+$/.test(address));
    if (!isTelephone) learnt.certain.push(person);
    else if (/^\+?\d+$/.test(address)) learnt.numbers.push(person);
    else if (masked !== undefined) learnt.masked.set(masked, person);
  }
}

/** Shorter words of a name, initials say, are in many other texts. */
const SHORTEST_WORD = 3;

/** The words by which a name is recognized in the name of a device. */
export function nameWords(text: string): ReadonlyArray<string> {
  return wordsOfName(text).filter((word) => word.length >= SHORTEST_WORD);
}

/** Undefined for an identity without a name beside its id. */
function maskedKeyIn(tokens: ObjectTokens): string | undefined {
  const [id, name] = [textOf(tokens, 'id'), textOf(tokens, 'displayName')];
  return id === undefined || name === undefined ? undefined : maskedKey(id, name);
}

/** By which `masked` has a number with masked digits and the name beside it. */
export function maskedKey(id: string, name: string): string {
  return `${comparableId(id)} ${name}`;
}

function textOf({ members }: ObjectTokens, wanted: string): string | undefined {
  const value = members.find(({ name }) => name.value === wanted)?.value;
  return value?.kind === 'string' && value.value !== '' ? value.value : undefined;
}
