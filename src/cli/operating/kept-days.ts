/** The days of a period whose calls are kept: what operators ask for begins there at the earliest. */

import type { Day } from '../../language/day.ts';
import type { Door } from '../../withheld/door.ts';
import { AskedWrongly } from '../exit.ts';
import type { Terminal } from '../terminal.ts';

/** Says what is left out. Rejects with AskedWrongly when none of the days is kept. */
export async function keptDays(
  door: Door,
  { say }: Terminal,
  days: { readonly from: Day; readonly to: Day },
): Promise<{ readonly from: Day; readonly to: Day }> {
  const { refusedBefore } = (await door.read()).limits;
  if (refusedBefore === undefined || days.from >= refusedBefore) return days;
  const notKept = `Calls that started before ${refusedBefore} are not kept any more (KEEP_DAYS)`;
  if (days.to < refusedBefore) throw new AskedWrongly(`${notKept}. Nothing was changed`);
  say(`${notKept}: the work begins there.\n`);
  return { ...days, from: refusedBefore };
}
