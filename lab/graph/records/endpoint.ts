/** The two ends of a session: a person with a client, or a service with a role. */

import type { Random } from '../../random.ts';
import type { ClientPlatform, ConnectionType, ProductFamily, ServiceRole } from './call-record.ts';
import { associatedIdentity, deprecatedIdentitySet, type Person } from './identity.ts';

export type Party =
  | { readonly kind: 'person'; readonly person: Person; readonly client: Client }
  | { readonly kind: 'service'; readonly role: ServiceRole };

/** What a person calls with: drawn once per person and call, so that all their sessions agree. */
export interface Client {
  readonly platform: ClientPlatform;
  readonly productFamily: ProductFamily;
  readonly headerValue: string | null;
  readonly connectionType: ConnectionType;
}

const COMPUTERS = [
  { cpuName: '12th Gen Intel(R) Core(TM) i9-12900H', cpuCoresCount: 14, cpuProcessorSpeedInMhz: 1800 },
  {
    cpuName: 'AMD Ryzen 7 PRO 7840U w/ Radeon 780M Graphics',
    cpuCoresCount: 8,
    cpuProcessorSpeedInMhz: 3301,
  },
  { cpuName: 'Snapdragon(R) X Elite - X1E80100', cpuCoresCount: 12, cpuProcessorSpeedInMhz: 3417 },
] as const;

const NO_COMPUTER = { cpuName: null, cpuCoresCount: null, cpuProcessorSpeedInMhz: null } as const;

const HEADER_VALUES: Readonly<Record<ClientPlatform, string | null>> = {
  unknown: null,
  windows: 'CallSignalingAgent (27/1.4.00.26376//;release_2025/releases_CL2025.R25)',
  macOS: 'CallSignalingAgent (28/1.5.00.22362//;release_2025/releases_CL2025.R24)',
  iOS: 'CallSignalingAgent (1416/1.0.0.2025062301//)',
  android: 'RTCC/7.0.0.0 UCWA/7.0.0.0 AndroidLync/6.25.0.27 (Example Phone Android 15)',
  web: 'Chrome/141.0.0.0 CallSignalingAgent (29/49/25090111/)',
  ipPhone: 'ExampleVoice CCX500/1.0.94.2025',
  roomSystem: 'MTR-W/5.4.217.0 ExampleRoom',
  surfaceHub: 'SurfaceHub/2.1 Teams/1.6',
  holoLens: null,
};

/** The client that fits a kind of person. */
export function clientOf(random: Random, person: Person): Client {
  switch (person.kind) {
    case 'user':
    case 'encrypted':
      return teamsClient(random, platformOfUser(random));
    case 'anonymous':
      return teamsClient(random, 'web');
    case 'communicationServices':
      return {
        ...teamsClient(random, 'web'),
        productFamily: 'azureCommunicationServices',
        headerValue: 'azsdk-js-communication-calling/1.36.1 (javascript_calling_sdk;#clientTag:example)',
      };
    case 'onPremises':
      return {
        platform: 'windows',
        productFamily: random.pick(['skypeForBusiness', 'lync']),
        headerValue: 'UCCAPI/16.0.12527.20122 OC/16.0.12527.20194 (Skype for Business)',
        connectionType: 'wired',
      };
    case 'device':
      return { ...teamsClient(random, 'roomSystem'), connectionType: 'wired' };
    case 'phone':
    case 'application':
    case 'applicationInstance':
      return { platform: 'unknown', productFamily: 'unknown', headerValue: null, connectionType: 'unknown' };
  }
}

function teamsClient(random: Random, platform: ClientPlatform): Client {
  const headerValue = HEADER_VALUES[platform];
  return { platform, productFamily: 'teams', headerValue, connectionType: connection(random, platform) };
}

function platformOfUser(random: Random): ClientPlatform {
  return random.weighted<ClientPlatform>([
    ['windows', 50],
    ['macOS', 15],
    ['iOS', 12],
    ['android', 10],
    ['web', 8],
    ['ipPhone', 3],
    ['surfaceHub', 1],
    ['holoLens', 1],
  ]);
}

function connection(random: Random, platform: ClientPlatform): ConnectionType {
  const pocket = platform === 'iOS' || platform === 'android';
  return random.weighted<ConnectionType>([
    ['wifi', 50],
    ['wired', pocket ? 0 : 35],
    ['mobile', pocket ? 40 : 2],
    ['tunnel', 8],
    ['unknown', 3],
  ]);
}

export interface EndpointDetails {
  /** Whether this end's telemetry has arrived: without it Graph knows the identity and little more. */
  readonly reported: boolean;
  /** Feedback belongs to sessions, not to their segments. */
  readonly feedback: boolean;
  readonly deprecatedProperties: boolean;
}

/** The wire form of one end of a session or segment. */
export function endpoint(random: Random, party: Party, details: EndpointDetails): object {
  return party.kind === 'service'
    ? serviceEndpoint(random, party.role)
    : participantEndpoint(random, party.person, party.client, details);
}

function serviceEndpoint(random: Random, role: ServiceRole): object {
  return {
    '@odata.type': '#microsoft.graph.callRecords.serviceEndpoint',
    userAgent: {
      '@odata.type': '#microsoft.graph.callRecords.serviceUserAgent',
      headerValue: random.chance(0.5) ? `${role}/example` : null,
      applicationVersion: random.chance(0.3) ? `2025.${random.integer(1, 48)}.1.4` : null,
      role,
    },
  };
}

function participantEndpoint(
  random: Random,
  person: Person,
  { platform, productFamily, headerValue }: Client,
  { reported, feedback, deprecatedProperties }: EndpointDetails,
): object {
  const computer = reported && (platform === 'windows' || platform === 'macOS');
  return {
    '@odata.type': '#microsoft.graph.callRecords.participantEndpoint',
    name: computer ? `DESKTOP-${random.hex(7).toUpperCase()}` : null,
    ...(computer ? random.pick(COMPUTERS) : NO_COMPUTER),
    userAgent: {
      '@odata.type': '#microsoft.graph.callRecords.clientUserAgent',
      headerValue,
      applicationVersion: random.chance(0.5) ? `1.0.0.${random.integer(2_025_010_100, 2_025_123_199)}` : null,
      platform,
      productFamily,
      communicationServiceId: person.communicationServiceId ?? null,
      azureADAppId: random.chance(0.3) && person.kind === 'user' ? random.fork('app').guid() : null,
    },
    associatedIdentity: associatedIdentity(
      person,
      random.chance(0.2) ? `198.51.100.${random.integer(1, 254)}` : null,
    ),
    feedback: feedback && reported ? userFeedback(random) : null,
    ...(deprecatedProperties ? { identity: deprecatedIdentitySet(person) } : {}),
  };
}

const FEEDBACK_TEXTS = ['Robot voices from minute 3 on', 'Ton war weg 😕', 'perfect', ''] as const;

/** Its tokens are an open set of booleans whose names differ by client. */
function userFeedback(random: Random): object {
  if (random.chance(0.7)) return { text: null, rating: 'notRated', tokens: {} };
  const rating = random.pick(['bad', 'poor', 'fair', 'good', 'excellent']);
  const complaint = rating === 'bad' || rating === 'poor';
  return {
    text: random.chance(0.5) ? random.pick(FEEDBACK_TEXTS) : null,
    rating,
    tokens: {
      NoSound: complaint && random.chance(0.5),
      Echo: false,
      Noisy: complaint,
      LowVolume: false,
      DistortedSound: complaint && random.chance(0.5),
      Interruptions: false,
    },
  };
}
