/** The two ends of a session: a person with a client, or a service with a role. */

import type { Random } from '../../random.ts';
import type { Client } from '../office/clients.ts';
import type { Seat } from '../office/office.ts';
import type { ServiceRole } from './call-record.ts';
import { associatedIdentity, type Person } from './identity.ts';

export type Party =
  | { readonly kind: 'person'; readonly person: Person; readonly seat: Seat }
  | { readonly kind: 'service'; readonly role: ServiceRole };

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

export interface EndpointDetails {
  /** Whether this end's telemetry has arrived: without it Graph knows the identity and little more. */
  readonly reported: boolean;
  /** Feedback belongs to sessions, not to their segments. */
  readonly feedback: boolean;
}

/** The wire form of one end of a session or segment. */
export function endpoint(random: Random, party: Party, details: EndpointDetails): object {
  return party.kind === 'service'
    ? serviceEndpoint(random, party.role)
    : participantEndpoint(random, party.person, party.seat.client, details);
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
  { reported, feedback }: EndpointDetails,
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
