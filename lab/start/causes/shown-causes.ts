/** What the tables say of the day over which the calls are dated, and on which causes were planted. */

import { toDateTime } from '../../../src/language/date-time.ts';
import { type Day, dayOf, daysFrom } from '../../../src/language/day.ts';
import type { Store } from '../../../src/rows/store.ts';
import { summarizeDay } from '../../../src/summaries/summarize-day.ts';
import type { SimulatedTenant } from '../../graph/tenant.ts';
import type { Paint } from '../paint.ts';
import { causeLines } from './cause-lines.ts';
import { findCauses } from './finder.ts';

/** Sums up the days from one on, as the timer does while the functions run, and says what they show of the causes. */
export async function shownCauses(
  store: Store,
  tenant: Pick<SimulatedTenant, 'plantedCauses' | 'truth'>,
  from: Day,
  paint: Paint,
): Promise<ReadonlyArray<string>> {
  const to = dayOf(toDateTime(store.clock.now()));
  for (const day of daysFrom(from, to)) await summarizeDay(store, day, new AbortController().signal);
  const found = await findCauses(store, { from, to });
  return ['', ...causeLines({ planted: tenant.plantedCauses, found, calls: tenant.truth().length }, paint)];
}
