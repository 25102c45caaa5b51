/** The columns that are read to tell a call: a large meeting has thousands of sessions. */

import { streamCounts } from '../classify/tally.ts';
import { mediaStreams } from '../tables/declarations/media-streams.ts';
import { participants } from '../tables/declarations/participants.ts';
import { sessions } from '../tables/declarations/sessions.ts';
import { type RowOf, withColumns } from '../tables/table.ts';

export type End = 'Caller' | 'Callee';
export const ENDS: ReadonlyArray<End> = ['Caller', 'Callee'];

/** Who somebody is, in participants and at the ends of sessions. */
const IDENTITY = [
  'IdentityKind',
  'IdentityId',
  'DisplayName',
  'UserPrincipalName',
  'IdentityTenantId',
] as const;

export const toldParticipants = withColumns(participants, [...IDENTITY, 'Email']);
export type ToldParticipant = RowOf<typeof toldParticipants>;

export const toldSessions = withColumns(sessions, [
  'SessionOrdinal',
  'SessionStartDateTime',
  'SessionEndDateTime',
  'SessionFailureStage',
  'SessionFailureReason',
  ...streamCounts,
  ...atEnds([...IDENTITY, 'EndpointKind', 'Platform', 'ProductFamily', 'ServiceRole', 'FeedbackRating']),
]);
export type ToldSession = RowOf<typeof toldSessions>;

export const toldStreams = withColumns(mediaStreams, [
  'SessionOrdinal',
  'SegmentOrdinal',
  'SegmentStartDateTime',
  'SegmentEndDateTime',
  'SessionStartDateTime',
  'SessionEndDateTime',
  'StreamStartDateTime',
  'StreamEndDateTime',
  'MediaLabel',
  'StreamDirection',
  'Quality',
  'QualityBecause',
  'QualityHints',
  'AveragePacketLossRate',
  'AverageRoundTripTimeSeconds',
  'AverageJitterSeconds',
  'AverageVideoFrameLossPercentage',
  'AverageVideoFrameRateFps',
  'PostForwardErrorCorrectionPacketLossRate',
  ...atEnds([
    'IdentityTenantId',
    'Platform',
    'ConnectionType',
    'Subnet',
    'IpAddress',
    'CaptureDeviceName',
    'CaptureDeviceDriver',
    'RenderDeviceName',
    'RenderDeviceDriver',
  ]),
]);
export type ToldStream = RowOf<typeof toldStreams>;

function atEnds<const Name extends string>(names: ReadonlyArray<Name>) {
  return ENDS.flatMap((end) => names.map((name) => `${end}${name}` as const));
}
