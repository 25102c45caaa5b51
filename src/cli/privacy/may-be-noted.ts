/** What has to hold before it is noted that somebody is left out. */

import { toDate, toDateTime } from '../../language/date-time.ts';
import { MINUTE_MS } from '../../language/milliseconds.ts';
import { readStatus } from '../../status/pipeline-status.ts';
import { MAX_STRING_LENGTH } from '../../tables/row-limits.ts';
import { span } from '../../wording/ago.ts';
import type { StoreContext } from '../command.ts';
import { AskedWrongly } from '../exit.ts';

/** Waits of an hour count from the clock of this computer: behind by a few minutes, they are still long enough. */
const CLOCK_BEHIND_MS = 5 * MINUTE_MS;

/** Throws AskedWrongly for more ids than a row holds, and where the clock of this computer is behind that of the app. */
export async function checkMayBeNoted(
  { store, clock }: StoreContext,
  ids: ReadonlyArray<string>,
): Promise<void> {
  const length = JSON.stringify(ids).length;
  if (length > MAX_STRING_LENGTH) {
    throw new AskedWrongly(
      `${ids.length} ids are too many at once: with what stands between them they have ${length} characters, and a row of the table Withheld holds ${MAX_STRING_LENGTH} (some 800 object ids). Nothing was changed: type the command several times, each with some of the ids.`,
    );
  }
  const { LastSuccessAt = '', LastFailureAt = '' } = await readStatus(store, 'maintain');
  const ran = LastSuccessAt > LastFailureAt ? LastSuccessAt : LastFailureAt;
  if (ran === '') return;
  const now = clock.now();
  const behind = toDate(ran).getTime() - now.getTime();
  if (behind <= CLOCK_BEHIND_MS) return;
  throw new AskedWrongly(
    `The clock of this computer says ${toDateTime(now)}, at least ${span(behind)} behind that of the app, which ran maintain at ${ran}. Calls of that time would be left out of the command. Nothing was changed: set the clock and type the command again.`,
  );
}
