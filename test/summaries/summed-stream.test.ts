import { describe, expect, it } from 'vitest';
import { type ClientEnd, clientEndsOf, type SummedStream } from '../../src/summaries/summed-stream.ts';
import { callId, tenantId } from '../store/call-in-store.ts';

const FOREIGN = '99999999-0000-4000-8000-000000000000';

/** Of Ada, who calls, and of Ben, each with their own place and device. */
const STREAM: SummedStream = {
  CallId: callId,
  Generation: 'v1r0-0123456789ab',
  SessionOrdinal: 0,
  StreamDirection: 'callerToCallee',
  CallerEndpointKind: 'participantEndpoint',
  CallerIdentityId: 'ada',
  CallerIdentityTenantId: tenantId,
  CallerPlatform: 'windows',
  CallerConnectionType: 'wifi',
  CallerSubnet: '10.1.2.0',
  CallerIpAddress: '10.1.2.7',
  CallerCaptureDeviceName: "Ada's microphone",
  CallerRenderDeviceName: "Ada's loudspeaker",
  CalleeEndpointKind: 'participantEndpoint',
  CalleeIdentityId: 'ben',
  CalleeIdentityTenantId: tenantId,
  CalleePlatform: 'iOS',
  CalleeConnectionType: 'mobile',
  CalleeIpAddress: '2001:db8::9',
  CalleeCaptureDeviceName: "Ben's microphone",
  CalleeRenderDeviceName: "Ben's loudspeaker",
};

const ADA: ClientEnd = {
  person: 'ada',
  values: { connection: 'wifi', device: "Ada's microphone", network: '10.1.2.0', platform: 'windows' },
};
const BEN: ClientEnd = {
  person: 'ben',
  values: { connection: 'mobile', device: "Ben's loudspeaker", network: '2001:db8::9', platform: 'iOS' },
};

const withDevice = (end: ClientEnd, device: string | undefined): ClientEnd => ({
  ...end,
  values: { ...end.values, device },
});
const withoutNetwork = (end: ClientEnd): ClientEnd => ({
  ...end,
  values: { ...end.values, network: undefined },
});

const SERVICE = 'serviceEndpoint';

describe('the ends that a stream counts for', () => {
  it.each<[string, 'peer-to-peer' | 'conference', Partial<SummedStream>, ReadonlyArray<ClientEnd>]>([
    ['both in a peer-to-peer call', 'peer-to-peer', {}, [ADA, BEN]],
    ['the participant in a conference', 'conference', { CalleeEndpointKind: SERVICE }, [ADA]],
    ['the caller of two clients in a conference', 'conference', {}, [ADA]],
    ['the callee where a service calls', 'conference', { CallerEndpointKind: SERVICE }, [BEN]],
    ['the client alone where a service calls one', 'peer-to-peer', { CallerEndpointKind: SERVICE }, [BEN]],
    ['none between services', 'conference', { CallerEndpointKind: SERVICE, CalleeEndpointKind: SERVICE }, []],
    [
      'both where Graph does not tell what they are',
      'peer-to-peer',
      { CallerEndpointKind: undefined, CalleeEndpointKind: undefined },
      [ADA, BEN],
    ],
    [
      'with what renders at the caller, and captures at the callee, of a stream to the caller',
      'peer-to-peer',
      { StreamDirection: 'calleeToCaller' },
      [withDevice(ADA, "Ada's loudspeaker"), withDevice(BEN, "Ben's microphone")],
    ],
    [
      'with no device where the direction is not known',
      'peer-to-peer',
      { StreamDirection: undefined },
      [withDevice(ADA, undefined), withDevice(BEN, undefined)],
    ],
    [
      'with no network of another tenant, and none where no tenant is named',
      'peer-to-peer',
      { CallerIdentityTenantId: FOREIGN, CalleeIdentityTenantId: undefined },
      [withoutNetwork(ADA), withoutNetwork(BEN)],
    ],
    [
      'with the network of a tenant id in upper case',
      'conference',
      { CallerIdentityTenantId: tenantId.toUpperCase() },
      [ADA],
    ],
    [
      'with no value that is an empty text',
      'conference',
      {
        CallerIdentityId: '',
        CallerPlatform: '',
        CallerConnectionType: '',
        CallerSubnet: '',
        CallerIpAddress: '',
        CallerCaptureDeviceName: '',
      },
      [
        {
          person: undefined,
          values: { connection: undefined, device: undefined, network: undefined, platform: undefined },
        },
      ],
    ],
  ])('are %s', (_which, kind, changed, ends) => {
    expect(clientEndsOf({ ...STREAM, ...changed }, kind === 'peer-to-peer', tenantId)).toEqual(ends);
  });
});
