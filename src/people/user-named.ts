/** Who is meant by what users type: an id, a phone number, a sign-in name or words of a display name. */

import { callsOfUser } from '../calls/calls-of-user.ts';
import { parseGuid, sipAddress } from '../language/identifiers.ts';
import type { Store } from '../rows/store.ts';
import type { PersonValues } from '../tables/declarations/people.ts';
import { findPeople, personWithId } from './find-people.ts';

export interface NamedUser {
  /** By which calls are found; none when several people are called so, or nobody is. */
  readonly ids: ReadonlyArray<string>;
  /** Those who are called so, as far as they were looked up; at most one more than asked for. */
  readonly people: ReadonlyArray<PersonValues>;
}

export async function userNamed(store: Store, text: string, mostPeople: number): Promise<NamedUser> {
  if (parseGuid(text) !== undefined) {
    const person = await personWithId(store, text);
    return person === undefined ? { ids: [text], people: [] } : { ids: idsOf(person), people: [person] };
  }
  const numbers = phoneNumbers(text);
  if (numbers.length > 0) return { ids: numbers, people: [] };
  // Of a call that cannot be read, too.
  for await (const _calls of callsOfUser(store, text)) return { ids: [text], people: [] };
  const people = await findPeople(store, text, mostPeople + 1);
  return { ids: people.length > 1 ? [] : people.flatMap(idsOf), people };
}

/**
 * How the phone number that somebody typed may be stored: with its plus, without it, or as another system sent it. Numbers
 * are copied as letters print them, too: `+44 (0)20 7946-0436`. Empty for what is no number.
 */
function phoneNumbers(text: string): ReadonlyArray<string> {
  const digits = /^\+?[\d\s()./-]+$/.test(text) ? text.replace('(0)', '').replaceAll(/\D/g, '') : '';
  return digits === '' ? [] : [...new Set([`+${digits}`, digits, text])];
}

function idsOf({ IdentityId, UserPrincipalName }: PersonValues): ReadonlyArray<string> {
  return UserPrincipalName === undefined ? [IdentityId] : [IdentityId, sipAddress(UserPrincipalName)];
}
