/** The building of each end, which is not stored but looked up: a building file counts for stored calls at once. */

import type { Day } from '../language/day.ts';
import type { TenantId } from '../language/identifiers.ts';
import type { Network } from '../networks/network.ts';
import type { NetworkLookup } from '../networks/network-lookup.ts';
import { networkOfValue } from '../summaries/summary-rows.ts';
import type { MediaStreamValues } from '../tables/declarations/media-streams.ts';
import type { QualitySummaryValues } from '../tables/declarations/quality-summaries.ts';
import type { Column } from '../tables/table.ts';
import type { ExportedRow } from './encoder.ts';

export const buildingColumns = {
  NetworkName: { type: 'String', meaning: 'NetworkName of the building file.' },
  Building: { type: 'String', meaning: 'BuildingName of the building file.' },
  City: { type: 'String', meaning: 'City of the building file.' },
  Country: { type: 'String', meaning: 'Country of the building file.' },
  Region: { type: 'String', meaning: 'Region of the building file.' },
  IsInsideCorp: { type: 'Boolean', meaning: 'InsideCorp of the building file.' },
  IsVpn: { type: 'Boolean', meaning: 'VPN of the building file.' },
} as const satisfies Readonly<Record<string, Column>>;

export const callerBuildingColumns = prefixed('Caller', buildingColumns);
export const calleeBuildingColumns = prefixed('Callee', buildingColumns);

/** A stream with the networks of its two ends, where somebody of the own tenant is at them. */
export function withBuildings(
  stream: MediaStreamValues,
  {
    networks,
    day,
    tenantId,
  }: { readonly networks: NetworkLookup; readonly day: Day; readonly tenantId: TenantId },
): ExportedRow {
  if (!networks.hasFile) return stream;
  const caller = networks.networkAt(day, {
    isOwn: stream.CallerIdentityTenantId?.toLowerCase() === tenantId,
    subnet: stream.CallerSubnet,
    ipAddress: stream.CallerIpAddress,
  });
  const callee = networks.networkAt(day, {
    isOwn: stream.CalleeIdentityTenantId?.toLowerCase() === tenantId,
    subnet: stream.CalleeSubnet,
    ipAddress: stream.CalleeIpAddress,
  });
  return {
    ...stream,
    ...(caller && prefixed('Caller', buildingOf(caller))),
    ...(callee && prefixed('Callee', buildingOf(callee))),
  };
}

/** A row of a summary with the network that it is about. */
export function withBuilding(
  row: QualitySummaryValues,
  networks: NetworkLookup,
  day: Day,
): QualitySummaryValues & ExportedRow {
  if (row.Dimension !== 'network' || row.Value === undefined) return row;
  const network = networkOfValue(networks, day, row.Value);
  return network === undefined ? row : { ...row, ...buildingOf(network) };
}

function buildingOf(
  network: Network,
): Readonly<Record<keyof typeof buildingColumns, string | boolean | undefined>> {
  return {
    NetworkName: textIn(network.name),
    Building: textIn(network.building),
    City: textIn(network.city),
    Country: textIn(network.country),
    Region: textIn(network.region),
    IsInsideCorp: network.isInsideCorp,
    IsVpn: network.isVpn,
  };
}

/** The file leaves texts empty. */
function textIn(text: string): string | undefined {
  return text === '' ? undefined : text;
}

function prefixed<Value>(
  prefix: string,
  values: Readonly<Record<string, Value>>,
): Readonly<Record<string, Value>> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [prefix + name, value]));
}
