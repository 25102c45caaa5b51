/** The building file of the simulated tenant, imported for the example. */

import { Random } from '../../../lab/random.ts';
import { importBuildings } from '../../../lab/start/causes/import-buildings.ts';
import type { Day } from '../../../src/language/day.ts';
import type { Tables } from '../../../src/ports/storage.ts';
import { createStore } from '../../../src/rows/store.ts';
import { createVirtualClock } from './virtual-clock.ts';
import type { ExampleWeek } from './week.ts';

export async function importExampleNetworks(
  tables: Tables,
  { tenantId, today, monday }: Pick<ExampleWeek, 'tenantId' | 'today' | 'monday'>,
): Promise<void> {
  const clock = createVirtualClock(new Date(`${today}T09:00:00Z`));
  await importBuildings(createStore({ tables, tenantId, clock }), monday as Day, Random.seeded(1));
}
