/** What has to hold before it is noted that somebody is left out. */

import { checkClock, WrongClock } from '../../status/service-clock.ts';
import { MAX_STRING_LENGTH } from '../../tables/row-limits.ts';
import { LIMITS } from '../../withheld/withheld.ts';
import type { StoreContext } from '../command.ts';
import { AskedWrongly } from '../exit.ts';

/**
 * Throws AskedWrongly for more ids than a row holds, and where the clock of this computer is wrong: behind, calls would be
 * left out of an erasure; ahead, people would be taken out of calls to come. A dry run notes nothing, and writes nothing to
 * compare clocks.
 */
export async function checkMayBeNoted(
  { store }: StoreContext,
  ids: ReadonlyArray<string>,
  isDryRun: boolean,
): Promise<void> {
  const length = JSON.stringify(ids).length;
  if (length > MAX_STRING_LENGTH) {
    throw new AskedWrongly(
      `${ids.length} ids are too many at once: with what stands between them they have ${length} characters, and a row of the table Withheld holds ${MAX_STRING_LENGTH} (some 800 object ids). Nothing was changed: type the command several times, each with some of the ids.`,
    );
  }
  if (isDryRun) return;
  try {
    // The command writes to this table anyway, so the check needs no further right.
    await checkClock(store, store.withheld, LIMITS);
  } catch (error) {
    if (!(error instanceof WrongClock)) throw error;
    throw new AskedWrongly(`${error.message} Then type the command again.`);
  }
}
