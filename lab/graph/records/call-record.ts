/** The words of microsoft.graph.callRecords v1.0 (CSDL of 2026-08-04) in which a call is planned. */

export type CallType = 'unknown' | 'groupCall' | 'peerToPeer';

/** The documentation lists `unknown`, the CSDL does not: rare, but seen. */
export type Modality = 'unknown' | 'audio' | 'video' | 'videoBasedScreenSharing' | 'data' | 'screenSharing';

/** What a medium carries. */
export type MediaKind = 'audio' | 'video' | 'screen' | 'data';

export interface FailureInfo {
  readonly reason: string | null;
  readonly stage: 'unknown' | 'callSetup' | 'midcall';
}

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

export type ProductFamily = 'unknown' | 'teams' | 'skypeForBusiness' | 'lync' | 'azureCommunicationServices';

export type ServiceRole =
  | 'unknown'
  | 'customBot'
  | 'skypeForBusinessMicrosoftTeamsGateway'
  | 'skypeForBusinessAudioVideoMcu'
  | 'skypeForBusinessCallQueues'
  | 'skypeForBusinessAutoAttendant'
  | 'mediationServer'
  | 'mediaController'
  | 'gateway'
  | 'voicemail';

export type ConnectionType = 'unknown' | 'wired' | 'wifi' | 'mobile' | 'tunnel';

/** Properties without a value. Graph sends every property that it knows; null means "not known". */
export function nulls(names: ReadonlyArray<string>): Readonly<Record<string, null>> {
  return Object.fromEntries(names.map((name) => [name, null]));
}
