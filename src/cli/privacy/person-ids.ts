/** All ids that are given for one person, and the addresses that are known of them. */

import { idsWithAddresses } from '../../forget/held-of-person.ts';
import { distinctIds } from '../../forget/request.ts';
import { idsOfUser } from '../calls/user-ids.ts';
import type { StoreContext } from '../command.ts';

/**
 * A name must be that of one known person. If several people have it or none does, the user is told so and the answer is
 * undefined.
 */
export async function idsOfPerson(
  context: StoreContext,
  users: ReadonlyArray<string>,
): Promise<ReadonlyArray<string> | undefined> {
  const ids: Array<string> = [];
  for (const user of users) {
    const found = await idsOfUser(context, user);
    if (found === undefined) return undefined;
    if (found.length === 0 && !mayBeAnId(user)) {
      context.terminal.say(nobodyText(user));
      return undefined;
    }
    // Nothing may be known of them, and a call of theirs still come from Graph.
    ids.push(...(found.length === 0 ? [user] : found));
  }
  return distinctIds(await idsWithAddresses(context.store, ids));
}

/** A name is no id: an exclusion or erasure under a name would find no call. */
function mayBeAnId(text: string): boolean {
  return !/\s/.test(text) && /[\d:@]/.test(text);
}

function nobodyText(name: string): string {
  return `No user is called ${name}, and a name alone is recognized in no call. Names are looked up among the users who took part in stored calls; visitors without an account in your tenant are not among them. Nothing was changed. Type the command again, with an id: ./callrecords call CALL --json shows those of a call's participants.\n`;
}
