/** The ends of a media stream, as far as networks are concerned. */

import type { TenantId } from '../language/identifiers.ts';
import type { MediaStreamValues } from '../tables/declarations/media-streams.ts';
import type { NetworkEnd } from './network-lookup.ts';

/** What must be known of a stream to tell the networks of its ends. */
export const STREAM_END_COLUMNS = [
  'CallerEndpointKind',
  'CallerIdentityTenantId',
  'CallerSubnet',
  'CallerIpAddress',
  'CalleeEndpointKind',
  'CalleeIdentityTenantId',
  'CalleeSubnet',
  'CalleeIpAddress',
] as const satisfies ReadonlyArray<keyof MediaStreamValues>;

export type StreamEnds = Pick<MediaStreamValues, (typeof STREAM_END_COLUMNS)[number]>;

/** Caller, then callee. A service is nobody's client. */
export function networkEnds(
  tenantId: TenantId,
  stream: StreamEnds,
): readonly [caller: NetworkEnd, callee: NetworkEnd] {
  const isOwn = (kind: string | undefined, tenant: string | undefined) =>
    kind === 'participantEndpoint' && tenant?.toLowerCase() === tenantId;
  return [
    {
      isOwn: isOwn(stream.CallerEndpointKind, stream.CallerIdentityTenantId),
      subnet: stream.CallerSubnet,
      ipAddress: stream.CallerIpAddress,
    },
    {
      isOwn: isOwn(stream.CalleeEndpointKind, stream.CalleeIdentityTenantId),
      subnet: stream.CalleeSubnet,
      ipAddress: stream.CalleeIpAddress,
    },
  ];
}
