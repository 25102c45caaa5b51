import { describe, expect, it } from 'vitest';
import { readBuildingFile } from '../../../src/networks/building-file.ts';
import type { Network } from '../../../src/networks/network.ts';
import { MEDIA, qualityIn } from '../../judge/quality.ts';
import { buildingFile } from '../building-file.ts';
import { createTenant, type SimulatedTenant } from '../tenant.ts';
import type { Json } from './virtual-tenant.ts';

const NOW = new Date('2026-11-27T12:20:00Z');
const YESTERDAY = '2026-11-26';
const SEEDS = Array.from({ length: 10 }, (_, index) => index + 1);

interface Day {
  readonly tenant: SimulatedTenant;
  readonly records: ReadonlyArray<Json>;
}

function dayOf200Calls(seed: number, plantsCauses = true): Day {
  const transport = { post: () => Promise.reject(new Error('nothing is subscribed')) };
  const clock = { now: () => NOW };
  const datedOver = { from: Date.parse(YESTERDAY), hours: 24 };
  const tenant = createTenant({ seed, clock, transport, plantsCauses, datedOver });
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

describe('a day of 200 calls', () => {
  it('has some 1.5 % poor streams of each medium when no cause is planted', () => {
    const { plantedCauses } = dayOf200Calls(1, false).tenant;
    expect(plantedCauses).toEqual([]);
    const counts = SEEDS.flatMap((seed) => dayOf200Calls(seed, false).records.map(qualityIn));
    for (const medium of MEDIA) {
      const sum = (quality: string) =>
        counts.reduce((total, ofCall) => total + Number(ofCall[`${medium}${quality}StreamCount`]), 0);
      const share = sum('Poor') / (sum('Good') + sum('Poor'));
      expect(share, medium).toBeGreaterThan(0.01);
      expect(share, medium).toBeLessThan(0.025);
    }
  });

  it('begins in every hour of the day that it is dated over', () => {
    const { records } = dayOf200Calls(1);
    const hours = new Set(records.map(({ startDateTime }) => startDateTime.slice(0, 13)));
    const all = Array.from({ length: 24 }, (_, hour) => `${YESTERDAY}T${String(hour).padStart(2, '0')}`);
    expect([...hours].sort()).toEqual(all);
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
