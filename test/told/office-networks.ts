/** The networks of the simulated tenant's building file, imported. */

import { buildingFile } from '../../lab/graph/building-file.ts';
import { systemRandom } from '../../src/adapters/system.ts';
import { readBuildingFile } from '../../src/networks/building-file.ts';
import { createNetworkCompressor } from '../../src/networks/compressed-networks.ts';
import { importNetworks } from '../../src/networks/import-networks.ts';
import type { Store } from '../../src/rows/store.ts';
import { TODAY } from '../store/earlier-layout.ts';

export async function importOffice(store: Store): Promise<void> {
  await importBuildings(store, buildingFile());
}

/** Another building file. */
export async function importBuildings(store: Store, csv: string): Promise<void> {
  const compressor = createNetworkCompressor();
  const bytes = async function* () {
    yield Buffer.from(csv);
  };
  for await (const { networks } of readBuildingFile(bytes())) compressor.add(networks);
  await importNetworks(store, systemRandom, { ...compressor.end(), start: TODAY, fileName: 'office.csv' });
}
