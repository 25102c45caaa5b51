/** What a summary reads of a media stream: its quality, and who was at which end with what. */

import { classifiedColumns } from '../classify/classified-columns.ts';
import { type Classification, classifyStream } from '../classify/classify-stream.ts';
import { mediaKindOf, mediumOf } from '../classify/media-kind.ts';
import type { TenantId } from '../language/identifiers.ts';
import { mediaStreams } from '../tables/declarations/media-streams.ts';
import { type RowOf, withColumns } from '../tables/table.ts';

/** The columns of an end by what they say: putting their names together for each stream would take as long as the rest. */
const caller = {
  kind: 'CallerEndpointKind',
  person: 'CallerIdentityId',
  tenant: 'CallerIdentityTenantId',
  platform: 'CallerPlatform',
  connection: 'CallerConnectionType',
  subnet: 'CallerSubnet',
  ipAddress: 'CallerIpAddress',
  captures: 'CallerCaptureDeviceName',
  renders: 'CallerRenderDeviceName',
  sends: 'callerToCallee',
  receives: 'calleeToCaller',
} as const;

const callee = {
  kind: 'CalleeEndpointKind',
  person: 'CalleeIdentityId',
  tenant: 'CalleeIdentityTenantId',
  platform: 'CalleePlatform',
  connection: 'CalleeConnectionType',
  subnet: 'CalleeSubnet',
  ipAddress: 'CalleeIpAddress',
  captures: 'CalleeCaptureDeviceName',
  renders: 'CalleeRenderDeviceName',
  sends: 'calleeToCaller',
  receives: 'callerToCallee',
} as const;

type End = typeof caller | typeof callee;

const columns = [
  'CallId',
  'Generation',
  'SessionOrdinal',
  'SessionFailureStage',
  'MediaLabel',
  'StreamDirection',
  'Quality',
  'QualityBecause',
  ...columnsOf(caller),
  ...columnsOf(callee),
] as const;

function columnsOf<Columns extends End>({ sends, receives, ...ofEnd }: Columns) {
  return Object.values(ofEnd) as ReadonlyArray<
    Exclude<Columns[keyof Columns], 'callerToCallee' | 'calleeToCaller'>
  >;
}

/** Of streams that were classified as they were stored. */
export const classifiedStreams = withColumns(mediaStreams, columns);

/** Of streams some of which are still to be classified. */
export const streamsOfAnyLayout = withColumns(mediaStreams, [
  ...columns,
  ...(Object.keys(classifiedColumns.columns) as Array<keyof typeof classifiedColumns.columns>),
]);
export type SummedStream = RowOf<typeof streamsOfAnyLayout>;

/** What counts a stream: its medium, how good it was, and why. */
export type SummedQuality = Pick<Classification, 'medium' | 'quality'> & {
  readonly because: ReadonlyArray<string>;
};

/** As it was stored, or by the same rules now. */
export function qualityOf(stream: SummedStream, isClassified: boolean): SummedQuality {
  if (!isClassified) return classifyStream(stream);
  const { MediaLabel = '', Quality: quality, QualityBecause } = stream;
  return {
    medium: mediumOf(mediaKindOf(MediaLabel)),
    quality: quality === 'good' || quality === 'poor' ? quality : 'unclassified',
    because: textIn(QualityBecause)?.split(',') ?? [],
  };
}

/** By what summaries tell the ends of streams apart. */
export const dimensions = ['connection', 'device', 'network', 'platform'] as const;
export type Dimension = (typeof dimensions)[number];

/** One end of a stream at which a client is: its user, and the value of each dimension, where it is known. */
export interface ClientEnd {
  readonly person: string | undefined;
  readonly values: Readonly<Record<Dimension, string | undefined>>;
}

/**
 * The ends that a stream counts for: both in a peer-to-peer call, otherwise the participant's, which is the caller. A
 * service is never one.
 */
export function clientEndsOf(
  stream: SummedStream,
  isPeerToPeer: boolean,
  tenantId: TenantId,
): ReadonlyArray<ClientEnd> {
  const ends: Array<ClientEnd> = [];
  if (isClient(stream, caller)) ends.push(clientEnd(stream, caller, tenantId));
  const countsCallee = isPeerToPeer || ends.length === 0;
  if (countsCallee && isClient(stream, callee)) ends.push(clientEnd(stream, callee, tenantId));
  return ends;
}

function isClient(stream: SummedStream, end: End): boolean {
  return stream[end.kind] !== 'serviceEndpoint';
}

function clientEnd(stream: SummedStream, end: End, tenantId: TenantId): ClientEnd {
  return {
    person: textIn(stream[end.person]),
    values: {
      connection: textIn(stream[end.connection]),
      device: textIn(deviceAt(stream, end)),
      network: networkAt(stream, end, tenantId),
      platform: textIn(stream[end.platform]),
    },
  };
}

/** What captures the sent stream, or renders the received one. */
function deviceAt(stream: SummedStream, end: End): string | undefined {
  if (stream.StreamDirection === end.sends) return stream[end.captures];
  return stream.StreamDirection === end.receives ? stream[end.renders] : undefined;
}

/** Other tenants have their own networks, perhaps with the same addresses. */
function networkAt(stream: SummedStream, end: End, tenantId: TenantId): string | undefined {
  if (stream[end.tenant]?.toLowerCase() !== tenantId) return undefined;
  return textIn(stream[end.subnet]) ?? textIn(stream[end.ipAddress]);
}

/** Graph sends an empty text where there is none. */
function textIn(text: string | undefined): string | undefined {
  return text === '' ? undefined : text;
}
