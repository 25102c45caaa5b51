/** Which ids the calls of a user are found by: an id as it is typed, a phone number, or the id of who is called so. */

import { callsOfUser } from '../../calls/calls-of-user.ts';
import { parseGuid } from '../../language/identifiers.ts';
import { findPeople } from '../../people/find-people.ts';
import type { PersonValues } from '../../tables/declarations/people.ts';
import type { StoreContext } from '../command.ts';
import { createTextTable } from '../list-table.ts';

/** More candidates than these are no help. */
const MOST_CANDIDATES = 10;

/** Undefined where several people are meant, which is said; without a member where none is. */
export async function idsOfUser(
  { store, terminal }: StoreContext,
  user: string,
): Promise<ReadonlyArray<string> | undefined> {
  // A phone number is stored with its plus, or as another system sent it; users type it either way.
  const digits = /^\+?(\d+)$/.exec(user)?.[1];
  if (digits !== undefined) return [`+${digits}`, digits];
  if (parseGuid(user) !== undefined) return [user];
  for await (const page of callsOfUser(store, user)) if (page.length > 0) return [user];
  const people = await findPeople(store, user, MOST_CANDIDATES + 1);
  const [person] = people;
  if (people.length > 1) terminal.say(candidatesText(user, people));
  else if (person !== undefined) terminal.say(`${user} is ${nameOf(person)}, ${person.IdentityId}.\n`);
  return people.length > 1 ? undefined : people.map(({ IdentityId }) => IdentityId);
}

function nameOf({ DisplayName, UserPrincipalName }: PersonValues): string {
  const address = UserPrincipalName === undefined ? undefined : `<${UserPrincipalName}>`;
  return [DisplayName, address].filter((part) => part !== undefined).join(' ');
}

function candidatesText(user: string, people: ReadonlyArray<PersonValues>): string {
  const table = createTextTable<PersonValues>([
    { title: 'id', text: ({ IdentityId }) => IdentityId },
    { title: 'name', text: ({ DisplayName = '' }) => DisplayName },
    { title: 'sign-in name', text: ({ UserPrincipalName = '' }) => UserPrincipalName },
  ]);
  const more = people.length > MOST_CANDIDATES ? 'There are more: type more words, or whole ones.\n' : '';
  return [
    `Several users are called ${user}:\n`,
    table(people.slice(0, MOST_CANDIDATES)),
    more,
    'To see the calls of one of them: ./callrecords calls --user ID\n',
  ].join('');
}
