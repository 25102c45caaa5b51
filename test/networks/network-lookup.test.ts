import { describe, expect, test } from 'vitest';
import { ManualClock } from '../../lab/manual-clock.ts';
import { Random } from '../../lab/random.ts';
import { createMemoryTables } from '../../src/adapters/memory/tables.ts';
import type { Day } from '../../src/language/day.ts';
import { createNetworkCompressor } from '../../src/networks/compressed-networks.ts';
import { importNetworks } from '../../src/networks/import-networks.ts';
import { type NetworkEnd, readNetworks } from '../../src/networks/network-lookup.ts';
import { createStore } from '../../src/rows/store.ts';
import { tenantId } from '../store/call-in-store.ts';
import { read, row } from './building-lines.ts';

const DAY = '2026-11-23' as Day;

const PREFIXES = [
  '10.0.0.0/8',
  '10.1.0.0/16',
  '10.1.0.0/24',
  '10.1.2.0/24',
  '10.1.2.7/32',
  '192.168.0.0/31',
  '128.0.0.0/1',
  '2001:db8::/32',
  '2001:db8:1::/48',
  'fd00::1/128',
];

async function prefixAt(end: Partial<NetworkEnd>): Promise<string | undefined> {
  const store = createStore({ tables: createMemoryTables(), tenantId, clock: new ManualClock() });
  const compressor = createNetworkCompressor();
  const lines = PREFIXES.map((prefix) => {
    const [NetworkIP = '', NetworkRange = ''] = prefix.split('/');
    return row({ NetworkIP, NetworkRange });
  });
  compressor.add((await read(lines.join('\n'))).networks);
  await importNetworks(store, Random.seeded(1), { ...compressor.end(), start: DAY, fileName: 'x.csv' });
  const { networkAt } = await readNetworks(store, { from: DAY, to: DAY });
  return networkAt(DAY, { isOwn: true, subnet: undefined, ipAddress: undefined, ...end })?.prefix;
}

describe('an end is in the network', () => {
  test.each<[string, Partial<NetworkEnd>, string | undefined]>([
    ['that begins at its subnet', { subnet: '10.1.2.0', ipAddress: '10.1.2.9' }, '10.1.2.0/24'],
    [
      'that begins at its subnet, wherever its address is',
      { subnet: '10.1.2.0', ipAddress: '10.9.9.9' },
      '10.1.2.0/24',
    ],
    [
      'that begins at its subnet and has its address, of several',
      { subnet: '10.1.0.0', ipAddress: '10.1.9.9' },
      '10.1.0.0/16',
    ],
    ['that is the smallest of several such', { subnet: '10.1.0.0', ipAddress: '10.1.0.9' }, '10.1.0.0/24'],
    ['that is the smallest, if no address says more', { subnet: '10.1.0.0' }, '10.1.0.0/24'],
    [
      'with its address, if none begins at its subnet',
      { subnet: '10.1.4.0', ipAddress: '10.1.4.1' },
      '10.1.0.0/16',
    ],
    ['with its address, the longest prefix first', { ipAddress: '10.1.2.7' }, '10.1.2.7/32'],
    ['with its address, where several prefixes overlap', { ipAddress: '10.1.2.8' }, '10.1.2.0/24'],
    ['with its address, at the end of a prefix', { ipAddress: '10.255.255.255' }, '10.0.0.0/8'],
    ['with the address, at a high bit', { ipAddress: '255.255.255.255' }, '128.0.0.0/1'],
    ['with an address in a /31', { ipAddress: '192.168.0.1' }, '192.168.0.0/31'],
    ['that is just beside its address: none', { ipAddress: '11.0.0.0' }, undefined],
    ['of an IPv6 address', { ipAddress: '2001:DB8:1:0:0:0:0:5' }, '2001:db8:1::/48'],
    ['of an IPv6 subnet', { subnet: '2001:db8::', ipAddress: '2001:db8:ffff::1' }, '2001:db8::/32'],
    ['of one IPv6 address', { ipAddress: 'fd00::1' }, 'fd00::1/128'],
    ['of an IPv4 address in the form of IPv6', { ipAddress: '::ffff:10.1.2.8' }, '10.1.2.0/24'],
    ['of its IPv6 address beside an IPv4 subnet', { subnet: '9.0.0.0', ipAddress: 'fd00::1' }, 'fd00::1/128'],
    [
      'of its IPv4 subnet beside an IPv6 address',
      { subnet: '10.1.0.0', ipAddress: 'fd00::1' },
      '10.1.0.0/24',
    ],
    ['of nothing that is not an address', { subnet: 'unknown', ipAddress: '10.1.2' }, undefined],
    ['of nothing that is empty', {}, undefined],
    ['of nobody of another tenant', { isOwn: false, subnet: '10.1.2.0', ipAddress: '10.1.2.7' }, undefined],
  ])('%s', async (_, end, prefix) => {
    expect(await prefixAt(end)).toBe(prefix);
  });
});
