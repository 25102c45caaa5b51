/** The building file of the simulated tenant, imported for the example. */

import { buildingFile } from '../../../lab/graph/building-file.ts';
import { Random } from '../../../lab/random.ts';
import type { Day } from '../../../src/language/day.ts';
import { readBuildingFile } from '../../../src/networks/building-file.ts';
import { createNetworkCompressor } from '../../../src/networks/compressed-networks.ts';
import { importNetworks } from '../../../src/networks/import-networks.ts';
import type { Tables } from '../../../src/ports/storage.ts';
import { createStore } from '../../../src/rows/store.ts';
import { createVirtualClock } from './virtual-clock.ts';
import type { ExampleWeek } from './week.ts';

export async function importExampleNetworks(
  tables: Tables,
  { tenantId, today, monday }: Pick<ExampleWeek, 'tenantId' | 'today' | 'monday'>,
): Promise<void> {
  const compressor = createNetworkCompressor();
  for await (const { networks } of readBuildingFile(bytes())) compressor.add(networks);
  const clock = createVirtualClock(new Date(`${today}T09:00:00Z`));
  const file = { ...compressor.end(), start: monday as Day, fileName: 'buildings.csv' };
  await importNetworks(createStore({ tables, tenantId, clock }), Random.seeded(1), file);
}

async function* bytes(): AsyncGenerator<Uint8Array> {
  yield Buffer.from(buildingFile());
}
