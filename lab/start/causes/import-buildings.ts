/** Imports the simulated tenant's building file, as `./callrecords networks import` does. */

import { systemRandom } from '../../../src/adapters/system.ts';
import type { Day } from '../../../src/language/day.ts';
import { readBuildingFile } from '../../../src/networks/building-file.ts';
import { createNetworkCompressor } from '../../../src/networks/compressed-networks.ts';
import { importNetworks } from '../../../src/networks/import-networks.ts';
import type { Random } from '../../../src/ports/random.ts';
import type { Store } from '../../../src/rows/store.ts';
import { buildingFile } from '../../graph/building-file.ts';

/** It counts from a day on. */
export async function importBuildings(
  store: Store,
  start: Day,
  random: Random = systemRandom,
): Promise<void> {
  const compressor = createNetworkCompressor();
  for await (const { networks } of readBuildingFile(bytes())) compressor.add(networks);
  await importNetworks(store, random, {
    ...compressor.end(),
    start,
    fileName: 'buildings.csv',
  });
}

async function* bytes(): AsyncGenerator<Uint8Array> {
  yield Buffer.from(buildingFile());
}
