/** Days of which more calls may come. */

import type { Day } from '../language/day.ts';
import { DOCUMENTED_LATENCY_MINUTES } from '../ports/graph.ts';
import {
  dayOfHour,
  earliestListableHour,
  firstHourOf,
  firstKeptHour,
  type Hour,
  hoursFrom,
} from '../reconcile/coverage.ts';
import { readCoverage, readFirstHour } from '../reconcile/coverage-rows.ts';
import { type CountedHour, hasLeftWindow } from '../reconcile/coverage-sum.ts';
import type { Store } from '../rows/store.ts';
import type { Withheld } from '../withheld/withheld.ts';

/** `beforeListing`: only for its hours from before the pipeline began to list. */
export type Openness = 'open' | 'beforeListing';

/**
 * The days of a period, both included, with an hour that reconcile has not found whole after its calls had left the
 * latency window. Nothing more comes of an hour that Graph no longer lists, or whose calls retention refuses.
 */
export async function readOpenDays(
  store: Store,
  withheld: Withheld,
  { from, to }: { readonly from: Day; readonly to: Day },
): Promise<ReadonlyMap<Day, Openness>> {
  const firsts = [
    earliestListableHour(store.clock.now()),
    firstHourOf(from),
    firstKeptHour(withheld) ?? firstHourOf(from),
  ];
  const first = firsts.sort().at(-1) as Hour;
  const covered = new Map((await readCoverage(store, first)).map((hour) => [hour.hour, hour]));
  const isGap = covered.size > 0 && !covered.has(first);
  const began = isGap ? await readFirstHour(store) : undefined;
  const open = new Map<Day, Openness>();
  for (const hour of hoursFrom(first, `${to}T23` as Hour)) {
    const known = covered.get(hour);
    if (known !== undefined && isWhole(known)) continue;
    const isBefore = began !== undefined && hour < began;
    open.set(dayOfHour(hour), isBefore ? 'beforeListing' : 'open');
  }
  return open;
}

function isWhole(hour: CountedHour): boolean {
  const { Fresh = 0, Missing = 0, GivenUp = 0 } = hour.values;
  return hasLeftWindow(hour, DOCUMENTED_LATENCY_MINUTES) && Fresh === 0 && Missing <= GivenUp;
}
