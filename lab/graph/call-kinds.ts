/** The kinds of calls that happen in the simulated tenant, by name. */

import type { Weighted } from '../random.ts';
import { callQueue } from './records/call-queue.ts';
import { groupCall, largeMeeting, meeting, recordedMeeting } from './records/conference.ts';
import {
  communicationServicesCall,
  failedCall,
  federatedCall,
  onPremisesCall,
  peerToPeer,
  telephoneCall,
  testCall,
  voicemail,
} from './records/peer-to-peer.ts';
import type { CallPlan, PlanContext } from './records/plan.ts';

interface KindOfCall {
  readonly meaning: string;
  /** How often it happens by itself, relative to the others. */
  readonly weight: number;
  readonly minutes: { readonly least: number; readonly most: number };
  readonly plan: (context: PlanContext) => CallPlan;
}

export const CALL_KINDS = {
  'peer-to-peer': {
    meaning: 'two colleagues',
    weight: 40,
    minutes: { least: 0.2, most: 40 },
    plan: peerToPeer,
  },
  'group-call': {
    meaning: 'three to eight people who called each other',
    weight: 10,
    minutes: { least: 1, most: 45 },
    plan: groupCall,
  },
  meeting: {
    meaning: 'a scheduled meeting with guests, visitors, telephones and rooms',
    weight: 16,
    minutes: { least: 10, most: 90 },
    plan: meeting,
  },
  'large-meeting': {
    meaning: 'more than 60 sessions and more than 130 participants: several pages of both',
    weight: 1,
    minutes: { least: 30, most: 120 },
    plan: largeMeeting,
  },
  'recorded-meeting': {
    meaning: 'a meeting with a bot',
    weight: 3,
    minutes: { least: 10, most: 60 },
    plan: recordedMeeting,
  },
  'pstn-inbound': {
    meaning: 'a telephone calls a user',
    weight: 8,
    minutes: { least: 0.3, most: 20 },
    plan: telephoneCall('inbound'),
  },
  'pstn-outbound': {
    meaning: 'a user calls a telephone',
    weight: 8,
    minutes: { least: 0.3, most: 20 },
    plan: telephoneCall('outbound'),
  },
  'call-queue': {
    meaning: 'auto attendant and call queue: session ids repeat',
    weight: 4,
    minutes: { least: 1, most: 15 },
    plan: callQueue,
  },
  voicemail: { meaning: 'nobody answers', weight: 2, minutes: { least: 0.3, most: 3 }, plan: voicemail },
  federated: {
    meaning: 'with a user of another organisation',
    weight: 4,
    minutes: { least: 0.5, most: 30 },
    plan: federatedCall,
  },
  'communication-services': {
    meaning: 'a user of Azure Communication Services calls',
    weight: 2,
    minutes: { least: 0.5, most: 15 },
    plan: communicationServicesCall,
  },
  'on-premises': {
    meaning: 'Skype for Business on the premises, through the gateway',
    weight: 2,
    minutes: { least: 0.5, most: 20 },
    plan: onPremisesCall,
  },
  failed: { meaning: 'was never set up', weight: 3, minutes: { least: 0.1, most: 0.7 }, plan: failedCall },
  test: {
    meaning: 'a test call of the client',
    weight: 1,
    minutes: { least: 0.3, most: 0.5 },
    plan: testCall,
  },
} as const satisfies Readonly<Record<string, KindOfCall>>;

export type CallKind = keyof typeof CALL_KINDS;

const KIND_NAMES = Object.keys(CALL_KINDS) as ReadonlyArray<string>;

export function isCallKind(name: string): name is CallKind {
  return KIND_NAMES.includes(name);
}

/** Kinds with their weights, for a draw. */
export const CALL_KIND_WEIGHTS: Weighted<CallKind> = [
  ['peer-to-peer', CALL_KINDS['peer-to-peer'].weight],
  ...Object.entries(CALL_KINDS)
    .filter(([name]) => name !== 'peer-to-peer')
    .map(([name, { weight }]) => [name as CallKind, weight] as const),
];
