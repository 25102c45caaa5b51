/** Finds people of the own tenant by sign-in name, or by the words of their display name. */

import { wordOfSignInName, wordsOfName } from '../language/words.ts';
import type { Store } from '../rows/store.ts';
import type { PersonValues } from '../tables/declarations/people.ts';
import { personRowKey, personWordKey, personWordPrefix } from '../tables/keys.ts';

/**
 * Those whose sign-in name this is, or whose display name has, for each of these words, one that begins so; in no order,
 * `most` of them at most. The rows of words only say where to look: who is found is called so now.
 */
export async function findPeople(
  store: Store,
  text: string,
  most: number,
): Promise<ReadonlyArray<PersonValues>> {
  const search = nameSearch(text);
  if (search === undefined) return [];
  const found = new Map<string, PersonValues>();
  for await (const page of store.people.query({ rowKeyPrefix: search.rowKeyPrefix })) {
    for (const row of page) {
      const word = store.people.valuesIn(row);
      if (word === undefined || found.has(word.IdentityId) || !search.mayFind(word)) continue;
      const personRow = await store.people.get(personRowKey(word.IdentityId));
      const person = personRow && store.people.valuesIn(personRow);
      if (person !== undefined && search.finds(person)) found.set(person.IdentityId, person);
      if (found.size === most) return [...found.values()];
    }
  }
  return [...found.values()];
}

/** Who has this object id, in whatever case; undefined for one that no day's summary has met. */
export async function personWithId(store: Store, id: string): Promise<PersonValues | undefined> {
  const row = await store.people.get(personRowKey(id));
  return row && store.people.valuesIn(row);
}

interface Search {
  readonly rowKeyPrefix: string;
  /** Whether the row of a word is about somebody who may be meant. */
  mayFind(word: PersonValues): boolean;
  finds(person: PersonValues): boolean;
}

/** Undefined for a text without letters and digits. */
function nameSearch(text: string): Search | undefined {
  if (/^\S+@\S+$/.test(text)) {
    const signInName = wordOfSignInName(text);
    return {
      rowKeyPrefix: personWordKey(signInName, ''),
      mayFind: () => true,
      finds: ({ UserPrincipalName = '' }) => wordOfSignInName(UserPrincipalName) === signInName,
    };
  }
  const beginnings = wordsOfName(text);
  const [longest] = beginnings.toSorted((a, b) => b.length - a.length);
  if (longest === undefined) return undefined;
  const finds = ({ DisplayName = '' }: PersonValues) => {
    const words = wordsOfName(DisplayName);
    return beginnings.every((beginning) => words.some((word) => word.startsWith(beginning)));
  };
  return { rowKeyPrefix: personWordPrefix(longest), mayFind: finds, finds };
}
