/** Which ids the calls of a user are found by: an id as it is typed, a phone number, or the id of who is called so. */

import { parseGuid } from '../../language/identifiers.ts';
import { userNamed } from '../../people/user-named.ts';
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
  const { ids, people } = await userNamed(store, user, MOST_CANDIDATES);
  const [person] = people;
  if (people.length > 1) terminal.say(candidatesText(user, people));
  else if (person !== undefined && person.IdentityId !== parseGuid(user))
    terminal.say(`${user} is ${nameOf(person)}, ${person.IdentityId}.\n`);
  return people.length > 1 ? undefined : ids;
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
    ...table(people.slice(0, MOST_CANDIDATES)).map(({ text }) => text),
    more,
    'Type the command again, with the id of one of them.\n',
  ].join('');
}
