/** All ids that are given for one person, and the addresses that are known of them. */

import { idsWithAddresses } from '../../forget/held-of-person.ts';
import { distinctIds } from '../../forget/request.ts';
import { idsOfUser } from '../calls/user-ids.ts';
import type { StoreContext } from '../command.ts';

/** Undefined where a name is that of several people, which is said. */
export async function idsOfPerson(
  context: StoreContext,
  users: ReadonlyArray<string>,
): Promise<ReadonlyArray<string> | undefined> {
  const ids: Array<string> = [];
  for (const user of users) {
    const found = await idsOfUser(context, user);
    if (found === undefined) return undefined;
    // Nothing may be known of them, and a call of theirs still come from Graph.
    ids.push(...(found.length === 0 ? [user] : found));
  }
  return distinctIds(await idsWithAddresses(context.store, ids));
}
