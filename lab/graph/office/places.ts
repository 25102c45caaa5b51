/** Where people are when they call, as far as their network tells. */

import type { Random } from '../../random.ts';
import type { ConnectionType } from '../records/call-record.ts';
import type { Person } from '../records/identity.ts';
import { type Building, type Network, VPN } from './buildings.ts';

export interface Place {
  readonly connectionType: ConnectionType;
  readonly ipAddress: string;
  /** Without its length, as Graph writes it. */
  readonly subnet: string;
  readonly isInBuilding: boolean;
}

/** Of the wired places of a building: on a floor that the building file does not have. */
const UNLISTED_SHARE = 0.1;

/** `person` gives the same place in a building each time. */
export function inBuilding(person: Random, building: Building, isWired: boolean): Place {
  const own = person.fork('building', building.name);
  const networks = isWired && own.chance(UNLISTED_SHARE) ? building.unlisted : building.networks;
  const [first, ...others] = networks.filter(
    ({ connectionType }) => (connectionType === 'wired') === isWired,
  );
  return { ...inNetwork(own, own.pick([first as Network, ...others])), isInBuilding: true };
}

/** Home routers use the same few private ranges everywhere. */
export function atHome(person: Random, isWired: boolean, version6 = false): Place {
  const own = person.fork('home');
  const connectionType = isWired ? 'wired' : 'wifi';
  if (version6 || own.chance(VERSION_6_SHARE))
    return { connectionType, ...documentationVersion6(own), isInBuilding: false };
  const start = `192.168.${own.integer(0, 250)}`;
  return {
    connectionType,
    ipAddress: `${start}.${own.integer(2, 250)}`,
    subnet: `${start}.0`,
    isInBuilding: false,
  };
}

export function onVpn(person: Random): Place {
  return { ...inNetwork(person.fork('vpn'), VPN), isInBuilding: false };
}

const VERSION_6_SHARE = 0.1;

/** At another organisation, on the road, on a telephone network: each in a network of its own that no office here has. */
export function elsewhere(random: Random, connectionType: ConnectionType): Place {
  if (random.chance(VERSION_6_SHARE))
    return { connectionType, ...documentationVersion6(random), isInBuilding: false };
  const start = `10.${random.integer(128, 254)}.${random.integer(0, 250)}`;
  return {
    connectionType,
    ipAddress: `${start}.${random.integer(2, 250)}`,
    subnet: `${start}.0`,
    isInBuilding: false,
  };
}

export function outsideConnection(kind: Person['kind'], isWired: boolean, random: Random): ConnectionType {
  switch (kind) {
    case 'phone':
    case 'application':
    case 'applicationInstance':
      return 'unknown';
    case 'onPremises':
      return 'wired';
    default:
      return random.weighted<ConnectionType>([
        [isWired ? 'wired' : 'wifi', 90],
        ['mobile', 7],
        ['unknown', 3],
      ]);
  }
}

function inNetwork(random: Random, { connectionType, client }: Network): Omit<Place, 'isInBuilding'> {
  return { connectionType, ...client(random.integer(2, 250)) };
}

function documentationVersion6(random: Random): Pick<Place, 'ipAddress' | 'subnet'> {
  const subnet = `2001:db8:${random.integer(256, 65_535).toString(16)}::`;
  return { ipAddress: `${subnet}${random.integer(2, 9999).toString(16)}`, subnet };
}
