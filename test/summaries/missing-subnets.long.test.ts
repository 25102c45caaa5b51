import { expect, test } from 'vitest';
import { buildingFile } from '../../lab/graph/building-file.ts';
import { BUILDINGS, VPN } from '../../lab/graph/office/buildings.ts';
import { Random } from '../../lab/random.ts';
import type { Day } from '../../src/language/day.ts';
import { createNetworkCompressor } from '../../src/networks/compressed-networks.ts';
import { importNetworks } from '../../src/networks/import-networks.ts';
import { readNetworks } from '../../src/networks/network-lookup.ts';
import { withoutSummaryTexts } from '../../src/summaries/days-without-summary.ts';
import { missingSubnets } from '../../src/summaries/missing-subnets.ts';
import { summarizeDay } from '../../src/summaries/summarize-day.ts';
import { read } from '../networks/building-lines.ts';
import { createSimulatedStore, type SimulatedStore } from '../store/simulated-store.ts';

const DAY = '2026-11-23' as Day;

/** Every network of the building file, with some of its clients. */
const LISTED = [VPN, ...BUILDINGS.flatMap(({ networks }) => networks)].map(({ name, client }) => ({
  name,
  clients: [2, 3, 4, 5, 250].map(client),
}));

/** Audio streams by subnet, counted from the rows: those of the tenant's own participants in meetings. */
function audioStreams({ tables, tenantId }: SimulatedStore): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { cells } of tables.rows('MediaStreams')) {
    const subnet = String(cells.CallerSubnet?.value ?? '');
    if (cells.MediaLabel?.value !== 'main-audio' || subnet === '') continue;
    if (cells.CallerIdentityTenantId?.value === tenantId) counts.set(subnet, (counts.get(subnet) ?? 0) + 1);
  }
  return counts;
}

test('of the simulated tenant just those subnets are missing that its building file lacks', async () => {
  const store = createSimulatedStore();
  for (let call = 0; call < 8; call += 1) await store.store(store.startCall({ kind: 'large-meeting' }));
  await summarizeDay(store, DAY, new AbortController().signal);
  const { networks, mistakes } = await read(buildingFile());
  expect(mistakes).toEqual([]);
  const compressor = createNetworkCompressor();
  compressor.add(networks);
  await importNetworks(store, Random.seeded(1), {
    ...compressor.end(),
    start: DAY,
    fileName: 'buildings.csv',
  });

  const { networkAt } = await readNetworks(store, { from: DAY, to: DAY });
  for (const { name, clients } of LISTED) {
    for (const client of clients) expect(networkAt(DAY, { isOwn: true, ...client })?.name).toBe(name);
  }
  const listed = LISTED.flatMap(({ clients }) => clients.map(({ subnet }) => subnet));
  const expected = [...audioStreams(store)].filter(
    ([subnet, count]) => count >= 10 && !listed.includes(subnet),
  );
  expect(expected.length).toBeGreaterThan(2);
  const { subnets, without } = await missingSubnets(store, { from: DAY, to: DAY });
  const found = subnets.map(({ subnet, audioStreams }) => [subnet, audioStreams]);
  expect(found.sort()).toEqual(expected.sort());
  expect(withoutSummaryTexts(without, 'looked at')).toEqual([]);
});
