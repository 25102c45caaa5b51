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
  // A phone number is stored with its plus, or as another system sent it; users type it either way.
  const digits = /^\+?(\d+)$/.exec(text)?.[1];
  if (digits !== undefined) return { ids: [`+${digits}`, digits], people: [] };
  if (parseGuid(text) !== undefined) {
    const person = await personWithId(store, text);
    return person === undefined ? { ids: [text], people: [] } : { ids: idsOf(person), people: [person] };
  }
  // Of a call that cannot be read, too.
  for await (const _calls of callsOfUser(store, text)) return { ids: [text], people: [] };
  const people = await findPeople(store, text, mostPeople + 1);
  return { ids: people.length > 1 ? [] : people.flatMap(idsOf), people };
}

function idsOf({ IdentityId, UserPrincipalName }: PersonValues): ReadonlyArray<string> {
  return UserPrincipalName === undefined ? [IdentityId] : [IdentityId, sipAddress(UserPrincipalName)];
}
