import { describe, expect, it } from 'vitest';
import { readBuildingFile } from '../../../src/networks/building-file.ts';
import type { Network } from '../../../src/networks/network.ts';
import { buildingFile } from '../building-file.ts';
import { createTenant, type SimulatedTenant } from '../tenant.ts';
import { isPoorStream, streamsOf, suspects } from './fixtures/suspects.ts';
import type { Json } from './virtual-tenant.ts';

const NOW = new Date('2026-11-27T12:20:00Z');
const HOUR = 3_600_000;
const SEEDS = Array.from({ length: 10 }, (_, index) => index + 1);

interface Day {
  readonly tenant: SimulatedTenant;
  readonly records: ReadonlyArray<Json>;
}

function dayOf200Calls(seed: number, plantsCauses = true): Day {
  const transport = { post: () => Promise.reject(new Error('nothing is subscribed')) };
  const clock = { now: () => NOW };
  const tenant = createTenant({ seed, clock, transport, plantsCauses, datedOverHours: 24 });
  const records = Array.from({ length: 200 }, () => {
    const { callId } = tenant.startCall({ readableAfterSeconds: 0, versions: [{}, { afterSeconds: 0 }] });
    return tenant.recordOf(callId);
  });
  return { tenant, records };
}

async function networksOfFile(): Promise<ReadonlyArray<Network>> {
  const pages = await Array.fromAsync(readBuildingFile(bytes()));
  expect(pages.flatMap(({ mistakes }) => mistakes)).toEqual([]);
  expect(pages.some(({ hasHeading }) => hasHeading)).toBe(false);
  return pages.flatMap(({ networks }) => networks);
}

async function* bytes(): AsyncGenerator<Uint8Array> {
  yield Buffer.from(buildingFile());
}

async function named({ tenant, records }: Day): Promise<ReadonlyArray<object>> {
  return suspects(tenant.tenantId, records, await networksOfFile());
}

describe('a day of 200 calls', () => {
  it('shows all five planted causes, whatever the seed, and hardly ever another', async () => {
    let others = 0;
    for (const seed of SEEDS) {
      const day = dayOf200Calls(seed);
      const found = await named(day);
      expect(day.tenant.plantedCauses).toHaveLength(5);
      expect(found, `seed ${seed}`).toEqual(expect.arrayContaining([...day.tenant.plantedCauses]));
      expect(found.length, `seed ${seed}: ${JSON.stringify(found)}`).toBeLessThanOrEqual(6);
      others += found.length - day.tenant.plantedCauses.length;
    }
    expect(others).toBeLessThanOrEqual(SEEDS.length / 3);
  });

  it('shows nothing when no causes were planted, although some 2 % of each medium are poor', async () => {
    const poor: Record<string, Array<boolean>> = {};
    for (const seed of SEEDS) {
      const day = dayOf200Calls(seed, false);
      expect(day.tenant.plantedCauses).toEqual([]);
      expect(await named(day), `seed ${seed}`).toEqual([]);
      for (const { media, stream } of day.records.flatMap(streamsOf)) {
        const isPoor = isPoorStream(media.label, stream);
        if (isPoor === undefined) continue;
        poor[media.label] ??= [];
        poor[media.label]?.push(isPoor);
      }
    }
    expect(Object.keys(poor).sort()).toEqual(['applicationsharing-video', 'main-audio', 'main-video']);
    for (const streams of Object.values(poor)) {
      const share = streams.filter(Boolean).length / streams.length;
      expect(share).toBeGreaterThan(0.01);
      expect(share).toBeLessThan(0.025);
    }
  });

  it('begins in every hour of it, and ends before now', () => {
    const { records } = dayOf200Calls(1);
    const from = NOW.getTime() - 24 * HOUR;
    const hours = new Set(records.map(({ startDateTime }) => startDateTime.slice(0, 13)));
    for (let hour = from; hour < NOW.getTime(); hour += HOUR)
      expect(hours).toContain(new Date(hour).toISOString().slice(0, 13));
    expect(records.filter(({ endDateTime }) => Date.parse(endDateTime) > NOW.getTime())).toEqual([]);
  });

  it('is told of from now on, although it lies behind', async () => {
    const { tenant } = dayOf200Calls(1);
    const [first] = tenant.truth();
    expect(first?.availableAt).toEqual(NOW);
  });
});

describe('the building file', () => {
  it('has the networks of all buildings, IPv4 and IPv6, and the VPN, as the dashboard takes them', async () => {
    const networks = await networksOfFile();
    expect(networks.filter(({ isVpn }) => isVpn)).toHaveLength(1);
    expect(networks.filter(({ prefix }) => prefix.includes(':'))).toHaveLength(1);
    const buildings = new Set(networks.filter(({ isVpn }) => !isVpn).map(({ building }) => building));
    expect(buildings.size).toBe(5);
    for (const building of buildings)
      expect(networks.filter((network) => network.building === building).length).toBeGreaterThan(1);
  });
});
