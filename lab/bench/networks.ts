/** How long it takes to check a building file, and to look up networks in a large one. */

import { parse } from 'csv-parse/sync';
import { createMemoryTables } from '../../src/adapters/memory/tables.ts';
import type { Day } from '../../src/language/day.ts';
import type { TenantId } from '../../src/language/identifiers.ts';
import { readBuildingFile } from '../../src/networks/building-file.ts';
import { type CompressedNetworks, createNetworkCompressor } from '../../src/networks/compressed-networks.ts';
import { importNetworks } from '../../src/networks/import-networks.ts';
import { type NetworkEnd, readNetworks } from '../../src/networks/network-lookup.ts';
import { createStore } from '../../src/rows/store.ts';
import { ManualClock } from '../manual-clock.ts';
import { Random } from '../random.ts';
import { comparisonTable, countTable } from './findings.ts';
import { compare, inRounds, median } from './rounds.ts';
import { timesOf } from './times-of.ts';
import type { Measurement } from './workbench.ts';

/** A large organisation. */
const NETWORKS = 20_000;
/** About what a day of 4,000 calls asks. */
const LOOK_UPS = 100_000;

const DAY = '2026-11-23' as Day;
const TENANT = '3c9a1f0e-7b52-4d8e-9a64-1f2e5b7c8d90' as TenantId;

export const networks: Measurement = {
  name: 'networks',
  title: 'Networks of a building file',
  async run({ rounds }) {
    const text = Array.from({ length: NETWORKS }, (_, n) => lineOf(n)).join('\n');
    const lookup = await lookupIn(await checked(text));
    const ends = Array.from({ length: LOOK_UPS }, (_, n) => endIn(n));
    // Nothing here waits for anything: what other processes do must not count.
    const measured = await inRounds(rounds, {
      check: () => timesOf(() => checked(text)),
      parser: () => timesOf(async () => parse(text)),
      lookUp: () => timesOf(async () => ends.filter((end) => lookup.networkAt(DAY, end) !== undefined)),
    });
    const what = `a file of ${NETWORKS} networks checked`;
    const lookUps = median(measured.map(({ lookUp }) => lookUp.cpuMs));
    return [
      comparisonTable('parser alone', [
        compare(measured, { what, unit: 'ms', figure: 'cpuMs', ours: 'check', bare: 'parser' }),
      ]),
      countTable([[`${LOOK_UPS} look-ups in it`, 'ms', lookUps]]),
    ];
  },
};

/** Prefixes of eight lengths, one after the other. */
function lineOf(n: number): string {
  const length = 32 - (n % 8);
  return `${addressOf(n)},Network ${n},${length},Building ${n % 900},Contoso,Office,RE,City ${n % 80},10115,Germany,,EMEA,1,0,0`;
}

function addressOf(n: number): string {
  return `10.${n >> 8}.${n & 255}.0`;
}

/** A third by their subnet, a third by their address, a third in none. */
function endIn(n: number): NetworkEnd {
  const network = (n * 7_919) % NETWORKS;
  const subnet = [addressOf(network), '192.168.1.0', '172.16.0.0'][n % 3];
  return { isOwn: true, subnet, ipAddress: n % 3 === 2 ? '172.16.0.9' : addressOf(network) };
}

async function checked(text: string): Promise<CompressedNetworks> {
  const compressor = createNetworkCompressor();
  for await (const page of readBuildingFile(onePiece(text))) {
    if (page.mistakes.length > 0)
      throw new Error(`line ${page.mistakes[0]?.line}: ${page.mistakes[0]?.text}`);
    compressor.add(page.networks);
  }
  return compressor.end();
}

async function* onePiece(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}

async function lookupIn(file: CompressedNetworks) {
  const store = createStore({ tables: createMemoryTables(), tenantId: TENANT, clock: new ManualClock() });
  await importNetworks(store, Random.seeded(1), { ...file, start: DAY, fileName: 'buildings.csv' });
  return await readNetworks(store, { from: DAY, to: DAY });
}
