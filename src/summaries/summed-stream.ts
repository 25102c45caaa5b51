/** What a summary reads of a media stream: its quality, and who was at which end with what. */

import { classifiedColumns } from '../classify/classified-columns.ts';
import { type Classification, classifyStream } from '../classify/classify-stream.ts';
import { mediaKindOf, mediumOf } from '../classify/media-kind.ts';
import type { TenantId } from '../language/identifiers.ts';
import { mediaStreams } from '../tables/declarations/media-streams.ts';
import { type RowOf, withColumns } from '../tables/table.ts';

const columns = [
  'CallId',
  'Generation',
  'SessionOrdinal',
  'SessionFailureStage',
  'MediaLabel',
  'StreamDirection',
  'Quality',
  'QualityBecause',
  'CallerEndpointKind',
  'CallerIdentityId',
  'CallerIdentityTenantId',
  'CallerPlatform',
  'CallerConnectionType',
  'CallerSubnet',
  'CallerIpAddress',
  'CallerCaptureDeviceName',
  'CallerRenderDeviceName',
  'CalleeEndpointKind',
  'CalleeIdentityId',
  'CalleeIdentityTenantId',
  'CalleePlatform',
  'CalleeConnectionType',
  'CalleeSubnet',
  'CalleeIpAddress',
  'CalleeCaptureDeviceName',
  'CalleeRenderDeviceName',
] as const;

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
  const clients = (['Caller', 'Callee'] as const).filter(
    (end) => stream[`${end}EndpointKind`] !== 'serviceEndpoint',
  );
  const counted = isPeerToPeer ? clients : clients.slice(0, 1);
  return counted.map((end) => ({
    person: textIn(stream[`${end}IdentityId`]),
    values: {
      connection: textIn(stream[`${end}ConnectionType`]),
      device: textIn(deviceAt(stream, end)),
      network: networkAt(stream, end, tenantId),
      platform: textIn(stream[`${end}Platform`]),
    },
  }));
}

type End = 'Caller' | 'Callee';

/** What captures the sent stream, or renders the received one. */
function deviceAt(stream: SummedStream, end: End): string | undefined {
  const { StreamDirection: direction } = stream;
  if (direction !== 'callerToCallee' && direction !== 'calleeToCaller') return undefined;
  const sends = end === (direction === 'callerToCallee' ? 'Caller' : 'Callee');
  return sends ? stream[`${end}CaptureDeviceName`] : stream[`${end}RenderDeviceName`];
}

/** Other tenants have their own networks, perhaps with the same addresses. */
function networkAt(stream: SummedStream, end: End, tenantId: TenantId): string | undefined {
  if (stream[`${end}IdentityTenantId`]?.toLowerCase() !== tenantId) return undefined;
  return textIn(stream[`${end}Subnet`]) ?? textIn(stream[`${end}IpAddress`]);
}

/** Graph sends an empty text where there is none. */
function textIn(text: string | undefined): string | undefined {
  return text === '' ? undefined : text;
}
