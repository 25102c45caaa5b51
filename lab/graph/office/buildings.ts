/**
 * The tenant's buildings and their networks, in private ranges (RFC 1918) and, for IPv6, in the range reserved for
 * documentation (RFC 3849).
 */

import type { ConnectionType } from '../records/call-record.ts';

export interface Network {
  readonly name: string;
  readonly connectionType: ConnectionType;
  /** A prefix: the first address and the length in bits. */
  readonly address: string;
  readonly length: number;
  /** The addresses of one client, from 2 to 250, as Graph writes them: its subnet comes without a length. */
  readonly client: (host: number) => { readonly ipAddress: string; readonly subnet: string };
}

export interface Building {
  readonly name: string;
  readonly networks: ReadonlyArray<Network>;
  /** Of which the administrator of the building file has not heard. */
  readonly unlisted: ReadonlyArray<Network>;
  readonly where: readonly [city: string, zipCode: string, country: string, state: string, region: string];
}

export const BUILDINGS: readonly [Building, ...Array<Building>] = [
  building(20, 'Larkspur House', ['Leeds', 'LS1 4DY', 'GB', '', 'EMEA'], [version6(20, 'Larkspur House')]),
  building(21, 'Foundry Court', ['Sheffield', 'S1 2HH', 'GB', '', 'EMEA']),
  building(23, 'Haus Rittersporn', ['Nürnberg', '90402', 'DE', 'Bayern', 'EMEA']),
  building(24, 'Młyn "3", Dock B', ['Łódź', '90-001', 'PL', '', 'EMEA']),
  building(25, 'Lakeside Annex', ['Chicago', '60601', 'US', 'IL', 'AMER']),
];

/** For employees at home; to Graph it is a tunnel. */
export const VPN: Network = {
  name: 'Larkspur VPN',
  connectionType: 'tunnel',
  address: '10.80.0.0',
  length: 20,
  client: (host) => ({ ipAddress: `10.80.${host % 16}.${host}`, subnet: '10.80.0.0' }),
};

function building(
  site: number,
  name: string,
  where: Building['where'],
  more: ReadonlyArray<Network> = [],
): Building {
  const wired = (floor: number): Network =>
    subnet24(`${name} floor ${floor}`, 'wired', `10.${site}.${floor}`);
  return {
    name,
    networks: [wired(1), subnet24(`${name} Wi-Fi`, 'wifi', `10.${site}.8`), ...more],
    unlisted: [wired(2)],
    where,
  };
}

function subnet24(name: string, connectionType: ConnectionType, start: string): Network {
  return {
    name,
    connectionType,
    address: `${start}.0`,
    length: 24,
    client: (host) => ({ ipAddress: `${start}.${host}`, subnet: `${start}.0` }),
  };
}

function version6(site: number, name: string): Network {
  const address = `2001:db8:${site}::`;
  return {
    name: `${name} IPv6`,
    connectionType: 'wifi',
    address,
    length: 64,
    client: (host) => ({ ipAddress: `${address}${host.toString(16)}`, subnet: address }),
  };
}
