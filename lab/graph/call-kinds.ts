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
  /** How often it happens by itself, relative to the others. */
  readonly weight: number;
  readonly minutes: readonly [least: number, most: number];
  readonly plan: (context: PlanContext) => CallPlan;
}

const kind = (weight: number, minutes: KindOfCall['minutes'], plan: KindOfCall['plan']): KindOfCall => ({
  weight,
  minutes,
  plan,
});

const meeting =
  (
    participants: readonly [least: number, most: number],
    more: { readonly scheduled?: boolean; readonly bot?: boolean } = {},
  ): KindOfCall['plan'] =>
  (context) =>
    conference({ participants, ...more }, context);

export const CALL_KINDS = {
  'peer-to-peer': kind(40, [0.2, 40], peerToPeer),
  // Of users who called each other.
  'group-call': kind(10, [1, 45], meeting([5, 8], { scheduled: false })),
  // With guests, visitors, telephones and rooms.
  meeting: kind(16, [10, 90], meeting([12, 25])),
  // Several pages of sessions and of participants.
  'large-meeting': kind(1, [30, 120], meeting([131, 160])),
  'recorded-meeting': kind(3, [10, 60], meeting([5, 8], { bot: true })),
  'pstn-inbound': kind(8, [0.3, 20], (context) => telephoneCall('inbound', context)),
  'pstn-outbound': kind(8, [0.3, 20], (context) => telephoneCall('outbound', context)),
  // Auto attendant and call queue: session ids repeat.
  'call-queue': kind(4, [1, 15], callQueue),
  voicemail: kind(2, [0.3, 3], voicemail),
  // With a user of another organisation.
  federated: kind(4, [0.5, 30], federatedCall),
  'communication-services': kind(2, [0.5, 15], communicationServicesCall),
  // Skype for Business, through the gateway.
  'on-premises': kind(2, [0.5, 20], onPremisesCall),
  // Never set up.
  failed: kind(3, [0.1, 0.7], failedCall),
  // Of the client.
  test: kind(1, [0.3, 0.5], testCall),
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
