/** The kinds of calls that happen in the simulated tenant, by name. */

import { callQueue } from './records/call-queue.ts';
import { groupCall, largeMeeting, meeting, recordedMeeting } from './records/conference.ts';
import {
  communicationServicesCall,
  failedCall,
  federatedCall,
  inboundCall,
  onPremisesCall,
  outboundCall,
  peerToPeer,
  testCall,
  voicemail,
} from './records/peer-to-peer.ts';
import type { CallPlan, PlanContext } from './records/plan.ts';

interface KindOfCall {
  readonly meaning: string;
  /** How often it happens by itself, relative to the others. */
  readonly weight: number;
  readonly minutes: readonly [least: number, most: number];
  readonly plan: (context: PlanContext) => CallPlan;
}

const kind = (
  plan: KindOfCall['plan'],
  weight: number,
  minutes: KindOfCall['minutes'],
  meaning: string,
): KindOfCall => ({ plan, weight, minutes, meaning });

export const CALL_KINDS = {
  'peer-to-peer': kind(peerToPeer, 40, [0.2, 40], 'two colleagues'),
  'group-call': kind(groupCall, 10, [1, 45], 'three to eight users who called each other'),
  meeting: kind(meeting, 16, [10, 90], 'a scheduled meeting with guests, visitors, telephones and rooms'),
  'large-meeting': kind(largeMeeting, 1, [30, 120], 'several pages of sessions and of participants'),
  'recorded-meeting': kind(recordedMeeting, 3, [10, 60], 'a meeting with a bot'),
  'pstn-inbound': kind(inboundCall, 8, [0.3, 20], 'a telephone calls a user'),
  'pstn-outbound': kind(outboundCall, 8, [0.3, 20], 'a user calls a telephone'),
  'call-queue': kind(callQueue, 4, [1, 15], 'auto attendant and call queue: session ids repeat'),
  voicemail: kind(voicemail, 2, [0.3, 3], 'a mailbox answers'),
  federated: kind(federatedCall, 4, [0.5, 30], 'with a user of another organisation'),
  'communication-services': kind(
    communicationServicesCall,
    2,
    [0.5, 15],
    'a user of Azure Communication Services calls',
  ),
  'on-premises': kind(
    onPremisesCall,
    2,
    [0.5, 20],
    'Skype for Business on the premises, through the gateway',
  ),
  failed: kind(failedCall, 3, [0.1, 0.7], 'a call that was never set up'),
  test: kind(testCall, 1, [0.3, 0.5], 'a test call of the client'),
};

export type CallKind = keyof typeof CALL_KINDS;

const NAMES = Object.keys(CALL_KINDS) as ReadonlyArray<CallKind>;

export function isCallKind(name: string): name is CallKind {
  return NAMES.some((known) => known === name);
}

type KindWeight = readonly [CallKind, number];

/** Kinds with their weights, for a draw. */
export const CALL_KIND_WEIGHTS = NAMES.map((name): KindWeight => [name, CALL_KINDS[name].weight]) as [
  KindWeight,
  ...Array<KindWeight>,
];
