/** The days of a period whose calls are kept: what operators ask for begins there at the earliest. */

import type { Day } from '../../language/day.ts';
import type { Door } from '../../withheld/door.ts';
import { notKeptBefore } from '../../withheld/limits.ts';
import type { StoreContext } from '../command.ts';
import { AskedWrongly } from '../exit.ts';

/** Says what is left out. Rejects with AskedWrongly when none of the days is kept. */
export async function keptDays(
  { store, terminal: { say }, door }: Pick<StoreContext, 'store' | 'terminal'> & { readonly door: Door },
  days: { readonly from: Day; readonly to: Day },
): Promise<{ readonly from: Day; readonly to: Day }> {
  const firstKept = notKeptBefore((await door.read()).limits, store.clock.now());
  if (firstKept === undefined || days.from >= firstKept) return days;
  const notKept = `Calls that started before ${firstKept} are not kept any more (KEEP_DAYS)`;
  if (days.to < firstKept) throw new AskedWrongly(`${notKept}. Nothing was changed`);
  say(`${notKept}: the work begins there.\n`);
  return { ...days, from: firstKept };
}
