/** Reads what the screen Day shows. */

import { callsBetween } from '../../calls/calls-of-day.ts';
import type { Day } from '../../language/day.ts';
import { intervalOf } from '../../language/period.ts';
import type { Store } from '../../rows/store.ts';
import type { CallsByDayValues } from '../../tables/declarations/calls-by-day.ts';

export interface DayRead {
  readonly calls: ReadonlyArray<CallsByDayValues>;
}

/** The calls that started on a day of the zone. */
export async function readDay(store: Store, day: Day, zone: string): Promise<DayRead> {
  const calls: Array<CallsByDayValues> = [];
  for await (const page of callsBetween(store, intervalOf({ from: day, to: day }, zone))) calls.push(...page);
  return { calls };
}
