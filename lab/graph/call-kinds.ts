/** The kinds of calls that happen in the simulated tenant, by name. */

import { callQueue } from './records/call-queue.ts';
import { conference } from './records/conference.ts';
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
  readonly minutes: readonly [least: number, most: number];
  readonly plan: (context: PlanContext) => CallPlan;
}

const kind = (weight: number, minutes: KindOfCall['minutes'], meaning: string, plan: KindOfCall['plan']) => ({
  meaning,
  weight,
  minutes,
  plan,
});

export const CALL_KINDS = {
  'peer-to-peer': kind(40, [0.2, 40], 'two colleagues', peerToPeer),
  'group-call': kind(10, [1, 45], 'five to eight users who called each other', (context) =>
    conference({ participants: [5, 8], scheduled: false }, context),
  ),
  meeting: kind(16, [10, 90], 'a scheduled meeting with guests, visitors, telephones and rooms', (context) =>
    conference({ participants: [12, 25] }, context),
  ),
  'large-meeting': kind(1, [30, 120], 'several pages of sessions and of participants', (context) =>
    conference({ participants: [131, 160] }, context),
  ),
  'recorded-meeting': kind(3, [10, 60], 'a meeting with a bot', (context) =>
    conference({ participants: [5, 8], bot: true }, context),
  ),
  'pstn-inbound': kind(8, [0.3, 20], 'a telephone calls a user', (context) =>
    telephoneCall('inbound', context),
  ),
  'pstn-outbound': kind(8, [0.3, 20], 'a user calls a telephone', (context) =>
    telephoneCall('outbound', context),
  ),
  'call-queue': kind(4, [1, 15], 'auto attendant and call queue: session ids repeat', callQueue),
  voicemail: kind(2, [0.3, 3], 'a mailbox answers', voicemail),
  federated: kind(4, [0.5, 30], 'with a user of another organisation', federatedCall),
  'communication-services': kind(
    2,
    [0.5, 15],
    'a user of Azure Communication Services calls',
    communicationServicesCall,
  ),
  'on-premises': kind(
    2,
    [0.5, 20],
    'Skype for Business on the premises, through the gateway',
    onPremisesCall,
  ),
  failed: kind(3, [0.1, 0.7], 'a call that was never set up', failedCall),
  test: kind(1, [0.3, 0.5], 'a test call of the client', testCall),
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
