/** A poor stream: which way it went, why it was poor, and where and with what both its ends were. */

import { type Medium, mediaKindOf, mediumOf } from '../classify/media-kind.ts';
import { metrics } from '../classify/metrics.ts';
import { limits, type PoorReason, poorReasons } from '../classify/rules.ts';
import type { DateTime } from '../language/date-time.ts';
import type { Day } from '../language/day.ts';
import type { TenantId } from '../language/identifiers.ts';
import type { NetworkLookup } from '../networks/network-lookup.ts';
import { called } from '../wording/called.ts';
import { inWords } from '../wording/values.ts';
import { ENDS, type End, type ToldSession, type ToldStream } from './columns.ts';
import { type People, type Person, textIn } from './people.ts';
import { platformInWords } from './words.ts';

export interface PoorStream {
  readonly session: number;
  readonly medium: Medium;
  /** When it flowed, as exactly as Graph tells: of the stream, its segment or its session. */
  readonly from: DateTime | undefined;
  readonly to: DateTime | undefined;
  readonly reasons: ReadonlyArray<MeasuredReason>;
  /** What was seen besides, and is not said of the ends already. */
  readonly hints: ReadonlyArray<string>;
  /** Which end sent it; undefined where Graph does not say. */
  readonly sentBy: End | undefined;
  readonly ends: Readonly<Record<End, StreamEnd>>;
}

export interface MeasuredReason {
  readonly reason: PoorReason;
  /** In the unit of its column; undefined where the row does not hold it. */
  readonly value: number | undefined;
}

export interface StreamEnd {
  /** Undefined for a service, and where Graph names nobody. */
  readonly person: Person | undefined;
  /** Who is there: `Ada Lovelace`, `the service (media controller)`. */
  readonly name: string;
  readonly place: Place | undefined;
  /** The device of this stream: what captures it where it is sent, and renders it where it is received. */
  readonly device: string | undefined;
  readonly driver: string | undefined;
  /** As it follows “on”. */
  readonly platform: string | undefined;
  /** As Graph writes it. */
  readonly connection: string | undefined;
}

/** Where an end of the own tenant is in its networks. */
export interface Place {
  /** The building, or what stands for it: the name of the network, or the subnet. */
  readonly name: string;
  /** The network in the building, where the building file has it. */
  readonly network: string | undefined;
  readonly kind: 'building' | 'vpn' | 'subnet';
}

/** `Larkspur House, ground floor`, `network 10.20.1.0`; a network that has the name of its building in its own stands alone. */
export function placeText({ kind, name, network }: Place): string {
  if (kind === 'subnet') return `network ${name}`;
  if (network === undefined) return name;
  return network.startsWith(name) ? network : `${name}, ${network}`;
}

export interface PlacesOfCall {
  readonly tenantId: TenantId;
  readonly day: Day;
  readonly networks: NetworkLookup;
}

export function poorStream(
  stream: ToldStream,
  session: ToldSession,
  people: People,
  places: PlacesOfCall,
): PoorStream | undefined {
  const kind = mediaKindOf(stream.MediaLabel ?? '');
  const medium = mediumOf(kind);
  if (medium === undefined) return undefined;
  const sentBy = senderOf(stream);
  const end = (name: End): StreamEnd => ({
    person: people.at(session, name),
    name: nameAt(session, name),
    place: placeAt(stream, name, places),
    ...deviceAt(stream, name, sentBy),
    platform: platformInWords(stream[`${name}Platform`] ?? session[`${name}Platform`]),
    connection: textIn(stream[`${name}ConnectionType`]),
  });
  const ends = { Caller: end('Caller'), Callee: end('Callee') };
  return {
    session: stream.SessionOrdinal,
    medium,
    from: stream.StreamStartDateTime ?? stream.SegmentStartDateTime ?? stream.SessionStartDateTime,
    to: stream.StreamEndDateTime ?? stream.SegmentEndDateTime ?? stream.SessionEndDateTime,
    reasons: reasonsOf(stream),
    hints: (textIn(stream.QualityHints)?.split(',') ?? []).filter((hint) => !isSaidOf(ends, hint)),
    sentBy,
    ends,
  };
}

/** That an end was in a tunnel is said with its connection. */
function isSaidOf(ends: PoorStream['ends'], hint: string): boolean {
  return ENDS.some(
    (name) =>
      hint === `${name.toLowerCase()}Tunnel` &&
      ends[name].person !== undefined &&
      ends[name].connection === 'tunnel',
  );
}

export function otherEnd(end: End): End {
  return end === 'Caller' ? 'Callee' : 'Caller';
}

function senderOf({ StreamDirection }: ToldStream): End | undefined {
  if (StreamDirection === 'callerToCallee') return 'Caller';
  return StreamDirection === 'calleeToCaller' ? 'Callee' : undefined;
}

/** Which metric a reason is about; several media share some of them. */
const METRIC_OF = new Map(
  Object.values(limits).flatMap((all) => all.map(({ poor, metric }) => [poor, metric])),
);

function reasonsOf(stream: ToldStream): ReadonlyArray<MeasuredReason> {
  const because = textIn(stream.QualityBecause)?.split(',') ?? [];
  return poorReasons
    .filter((reason) => because.includes(reason))
    .map((reason) => ({ reason, value: measured(stream, reason) }));
}

function measured(stream: ToldStream, reason: PoorReason): number | undefined {
  const metric = METRIC_OF.get(reason);
  const column = metric && metrics[metric].column;
  const value = column === undefined || !(column in stream) ? undefined : stream[column as keyof ToldStream];
  return typeof value === 'number' ? value : undefined;
}

function nameAt(session: ToldSession, end: End): string {
  const role = textIn(session[`${end}ServiceRole`]);
  if (session[`${end}EndpointKind`] === 'serviceEndpoint') {
    return role === undefined || role === 'unknown' ? 'the service' : `the service (${inWords(role)})`;
  }
  return called({
    name: textIn(session[`${end}DisplayName`]),
    kind: session[`${end}IdentityKind`],
    id: textIn(session[`${end}IdentityId`]),
  });
}

function deviceAt(
  stream: ToldStream,
  end: End,
  sentBy: End | undefined,
): Pick<StreamEnd, 'device' | 'driver'> {
  if (sentBy === undefined) return { device: undefined, driver: undefined };
  const use = sentBy === end ? 'Capture' : 'Render';
  return {
    device: textIn(stream[`${end}${use}DeviceName`]),
    driver: textIn(stream[`${end}${use}DeviceDriver`]),
  };
}

/** Networks of others are not ours to name. */
function placeAt(stream: ToldStream, end: End, { tenantId, day, networks }: PlacesOfCall): Place | undefined {
  if (stream[`${end}IdentityTenantId`]?.toLowerCase() !== tenantId) return undefined;
  const subnet = textIn(stream[`${end}Subnet`]);
  const ipAddress = textIn(stream[`${end}IpAddress`]);
  const network = networks.networkAt(day, { isOwn: true, subnet, ipAddress });
  if (network !== undefined) {
    const named = textIn(network.name) ?? network.prefix;
    const name = textIn(network.building) ?? named;
    return {
      name,
      network: named === name ? undefined : named,
      kind: network.isVpn ? 'vpn' : 'building',
    };
  }
  const address = subnet ?? ipAddress;
  return address === undefined ? undefined : { name: address, network: undefined, kind: 'subnet' };
}
