/** What the tables say of the day over which the calls are dated, and on which causes were planted. */

import { createAzureTables } from '../../src/adapters/storage/tables.ts';
import { systemClock } from '../../src/adapters/system.ts';
import { toDateTime } from '../../src/language/date-time.ts';
import { type Day, dayOf, daysFrom } from '../../src/language/day.ts';
import { parseTenantId } from '../../src/language/identifiers.ts';
import { createStore, type Store } from '../../src/rows/store.ts';
import { summarizeDay } from '../../src/summaries/summarize-day.ts';
import type { SimulatedTenant } from '../graph/tenant.ts';
import { causeLines } from './cause-lines.ts';
import type { Parts } from './demonstration.ts';
import { findCauses } from './finder.ts';
import type { Paint } from './paint.ts';

/** The tables of the simulated tenant. */
export function tablesOf({ azurite: { connectionString }, tenant }: Parts): Store {
  const tenantId = parseTenantId(tenant.tenantId);
  if (tenantId === undefined) throw new Error(`${tenant.tenantId} is not a tenant id`);
  return createStore({ tables: createAzureTables({ connectionString }), tenantId, clock: systemClock });
}

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
