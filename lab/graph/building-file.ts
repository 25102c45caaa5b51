/** The tenant's building file: which networks are which building's. */

import { stringify } from 'csv-stringify/sync';
import { BUILDINGS, type Network, VPN } from './office/buildings.ts';

/**
 * In the form of Microsoft's Call Quality Dashboard, without a line of names: NetworkIP, NetworkName, NetworkRange,
 * BuildingName, OwnershipType, BuildingType, BuildingOfficeType, City, ZipCode, Country, State, Region, InsideCorp,
 * ExpressRoute, VPN. https://learn.microsoft.com/microsoftteams/cqd-upload-tenant-building-data
 */
export function buildingFile(): string {
  const rows = BUILDINGS.flatMap(({ name, where, networks }) =>
    networks.map((network) => [
      ...columnsOf(network),
      name,
      'Leased',
      'Office',
      'Regional',
      ...where,
      1,
      0,
      0,
    ]),
  );
  const vpn = [...columnsOf(VPN), VPN.name, 'Owned', 'VPN', '', '', '', '', '', '', 1, 0, 1];
  return stringify([...rows, vpn], { record_delimiter: 'windows' });
}

function columnsOf({ address, name, length }: Network): ReadonlyArray<string | number> {
  return [address, name, length];
}
