/** The building file of the example. */

import { Random } from '../../../lab/random.ts';
import type { Day } from '../../../src/language/day.ts';
import { readBuildingFile } from '../../../src/networks/building-file.ts';
import { createNetworkCompressor } from '../../../src/networks/compressed-networks.ts';
import { importNetworks } from '../../../src/networks/import-networks.ts';
import type { Tables } from '../../../src/ports/storage.ts';
import { createStore } from '../../../src/rows/store.ts';
import { createVirtualClock } from './virtual-clock.ts';
import type { ExampleWeek } from './week.ts';

const FILE = `192.0.2.0,Client network,24,Building 1,Contoso,Office,RE,Berlin,10115,Germany,,EMEA,1,0,0
2001:db8::,Client network,32,Building 1,Contoso,Office,RE,Berlin,10115,Germany,,EMEA,1,0,0
`;

export async function importExampleNetworks(
  tables: Tables,
  { tenantId, today, monday }: ExampleWeek,
): Promise<void> {
  const compressor = createNetworkCompressor();
  for await (const { networks } of readBuildingFile(bytes())) compressor.add(networks);
  const clock = createVirtualClock(new Date(`${today}T09:00:00Z`));
  const file = { ...compressor.end(), start: monday as Day, fileName: 'buildings.csv' };
  await importNetworks(createStore({ tables, tenantId, clock }), Random.seeded(1), file);
}

async function* bytes(): AsyncGenerator<Uint8Array> {
  yield Buffer.from(FILE);
}
