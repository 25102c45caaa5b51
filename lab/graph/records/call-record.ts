/**
 * The wire shape of microsoft.graph.callRecords v1.0 (CSDL of 2026-08-04). Every property is required here, so
 * that the compiler notices a generator that forgets one; null is how Graph says "not known".
 */

import type { CommunicationsIdentitySet, Identity } from './identity.ts';
import type { Media } from './media.ts';

export type CallType = 'unknown' | 'groupCall' | 'peerToPeer';

/** The documentation lists `unknown`, the CSDL does not: rare, but seen. */
export type Modality = 'unknown' | 'audio' | 'video' | 'videoBasedScreenSharing' | 'data' | 'screenSharing';

export interface FailureInfo {
  readonly reason: string | null;
  readonly stage: 'unknown' | 'callSetup' | 'midcall' | 'unknownFutureValue';
}

export interface ParticipantBase {
  readonly id: string;
  readonly identity: CommunicationsIdentitySet;
  readonly administrativeUnitInfos: ReadonlyArray<{ readonly id: string | null }> | null;
}

export type Organizer = ParticipantBase;
export type Participant = ParticipantBase;

export type ClientPlatform =
  | 'unknown'
  | 'windows'
  | 'macOS'
  | 'iOS'
  | 'android'
  | 'web'
  | 'ipPhone'
  | 'roomSystem'
  | 'surfaceHub'
  | 'holoLens';

export interface ClientUserAgent {
  readonly '@odata.type': '#microsoft.graph.callRecords.clientUserAgent';
  readonly headerValue: string | null;
  readonly applicationVersion: string | null;
  readonly platform: ClientPlatform;
  readonly productFamily: 'unknown' | 'teams' | 'skypeForBusiness' | 'lync' | 'azureCommunicationServices';
  readonly communicationServiceId: string | null;
  readonly azureADAppId: string | null;
}

export type ServiceRole =
  | 'unknown'
  | 'customBot'
  | 'skypeForBusinessMicrosoftTeamsGateway'
  | 'skypeForBusinessAudioVideoMcu'
  | 'skypeForBusinessCallQueues'
  | 'skypeForBusinessAutoAttendant'
  | 'mediationServer'
  | 'mediaController'
  | 'conferencingAnnouncementService'
  | 'gateway'
  | 'voicemail';

export interface ServiceUserAgent {
  readonly '@odata.type': '#microsoft.graph.callRecords.serviceUserAgent';
  readonly headerValue: string | null;
  readonly applicationVersion: string | null;
  readonly role: ServiceRole;
}

export interface UserFeedback {
  readonly text: string | null;
  readonly rating: 'notRated' | 'bad' | 'poor' | 'fair' | 'good' | 'excellent';
  /** An open set of booleans whose names differ by client. */
  readonly tokens: Readonly<Record<string, boolean>> | null;
}

export interface ParticipantEndpoint {
  readonly '@odata.type': '#microsoft.graph.callRecords.participantEndpoint';
  readonly name: string | null;
  readonly cpuName: string | null;
  readonly cpuCoresCount: number | null;
  readonly cpuProcessorSpeedInMhz: number | null;
  readonly userAgent: ClientUserAgent | null;
  readonly associatedIdentity: Identity | null;
  readonly feedback: UserFeedback | null;
  /** Deprecated: documented to return nothing since 2026-06-30. */
  readonly identity?: object;
}

export interface ServiceEndpoint {
  readonly '@odata.type': '#microsoft.graph.callRecords.serviceEndpoint';
  readonly userAgent: ServiceUserAgent | null;
}

export type Endpoint = ParticipantEndpoint | ServiceEndpoint;

export interface Segment {
  readonly id: string;
  readonly startDateTime: string;
  readonly endDateTime: string;
  readonly failureInfo: FailureInfo | null;
  readonly caller: Endpoint | null;
  readonly callee: Endpoint | null;
  readonly media: ReadonlyArray<Media> | null;
}

export interface Session {
  readonly id: string;
  readonly modalities: ReadonlyArray<Modality>;
  readonly startDateTime: string;
  readonly endDateTime: string;
  readonly isTest: boolean | null;
  readonly failureInfo: FailureInfo | null;
  readonly caller: Endpoint | null;
  readonly callee: Endpoint | null;
  readonly segments: ReadonlyArray<Segment>;
}

/** A call record without its sessions and participants, which have their own pages. */
export interface CallRecord {
  readonly id: string;
  readonly version: number;
  readonly type: CallType;
  readonly modalities: ReadonlyArray<Modality>;
  readonly lastModifiedDateTime: string;
  readonly startDateTime: string;
  readonly endDateTime: string;
  readonly joinWebUrl: string | null;
  /** Deprecated, as `participants`: documented to return nothing since 2026-06-30. */
  readonly organizer?: object;
  readonly participants?: ReadonlyArray<object>;
  readonly organizer_v2: Organizer;
}
