/** Calls between two parties, without a conference in between. */

import type { Random } from '../../random.ts';
import type { FailureInfo, Modality, ServiceRole } from './call-record.ts';
import type { Person } from './identity.ts';
import { DIRECTORY_SIZE, TEAMS } from './people.ts';
import { type CallPlan, callType, occasionalFailure, type PlanContext, party, setupFailure } from './plan.ts';

type Pair = readonly [from: Person, to: Person];

interface Particulars {
  readonly modalities?: ReadonlyArray<Modality>;
  readonly failureInfo?: FailureInfo;
  readonly isTest?: boolean;
  readonly sip?: boolean;
  readonly segments?: number;
  /** A service that answers in place of the second person, in every session or in those after the first. */
  readonly service?: { readonly role: ServiceRole; readonly from: 0 | 1 };
  readonly sessions?: number;
}

export function peerToPeer(context: PlanContext): CallPlan {
  return between(context, colleagues(context), {});
}

export function federatedCall(context: PlanContext): CallPlan {
  const [from, to] = colleagues(context);
  const partner = context.directory.federatedUser(context.random.fork('partner').integer(0, 999));
  return between(context, context.random.chance(0.5) ? [from, partner] : [partner, to], {});
}

export function failedCall(context: PlanContext): CallPlan {
  return between(context, colleagues(context), { failureInfo: setupFailure(context.random.fork('failure')) });
}

/** The "make a test call" of the Teams client: echoed by a bot, marked isTest. */
export function testCall(context: PlanContext): CallPlan {
  const [from] = colleagues(context);
  const service = { role: 'customBot', from: 0 } as const;
  return between(context, [from, context.directory.bot(0)], { isTest: true, modalities: ['audio'], service });
}

export function communicationServicesCall(context: PlanContext): CallPlan {
  const [, to] = colleagues(context);
  const from = context.directory.communicationServicesUser(context.random.fork('visitor').integer(0, 9999));
  return between(context, [from, to], {});
}

export function telephoneCall(direction: 'inbound' | 'outbound', context: PlanContext): CallPlan {
  const [user] = colleagues(context);
  const telephone = context.directory.telephone(context.random.fork('telephone').integer(0, 9999));
  const pair: Pair = direction === 'inbound' ? [telephone, user] : [user, telephone];
  const service = { role: context.random.pick(['mediationServer', 'gateway']), from: 1 } as const;
  const sessions = context.random.chance(0.4) ? 2 : 1;
  return between(context, pair, { modalities: ['audio'], sip: true, segments: 2, service, sessions });
}

/** A user of Skype for Business on the premises, reached through the gateway to Teams. */
export function onPremisesCall(context: PlanContext): CallPlan {
  const [, to] = colleagues(context);
  const index = context.random.fork('onPremises').integer(0, DIRECTORY_SIZE - 1);
  const from = context.directory.onPremisesUser(index);
  const service = { role: 'skypeForBusinessMicrosoftTeamsGateway', from: 1 } as const;
  return between(context, [from, to], { modalities: ['audio'], service, sessions: 2 });
}

export function voicemail(context: PlanContext): CallPlan {
  const [from] = colleagues(context);
  const pair: Pair = [from, context.directory.resourceAccount('Voicemail')];
  return between(context, pair, { modalities: ['audio'], service: { role: 'voicemail', from: 0 } });
}

/** Of calls between colleagues. */
const WITHIN_TEAM_SHARE = 0.95;

function colleagues({ random, directory, firstEmployee: first }: PlanContext): Pair {
  const to = random.fork('to');
  const distance = to.chance(WITHIN_TEAM_SHARE)
    ? TEAMS * to.integer(1, DIRECTORY_SIZE / TEAMS - 1)
    : to.integer(1, DIRECTORY_SIZE - 1);
  return [directory.user(first), directory.user(first + distance)];
}

function between(context: PlanContext, [from, to]: Pair, particulars: Particulars): CallPlan {
  const { random, directory, startedAt, endedAt } = context;
  const modalities = particulars.modalities ?? drawnModalities(random.fork('modalities'));
  const failureInfo = particulars.failureInfo ?? occasionalFailure(random.fork('failure'));
  const { isTest = false, segments = 1, sip = false, service } = particulars;
  const caller = party(context, from);
  const callee = party(context, to);
  return {
    type: callType(random, 'peerToPeer'),
    modalities,
    joinWebUrl: null,
    organizer: from,
    participantCount: context.participants ?? 2,
    // "Peer-to-peer calls typically only have one session."
    sessionCount: context.sessions ?? particulars.sessions ?? 1,
    participant: (index) => [from, to][index] ?? directory.federatedUser(index),
    session: (index) => ({
      id: random.fork('session', index).guid(),
      caller,
      callee:
        service !== undefined && index >= service.from ? { kind: 'service', role: service.role } : callee,
      startedAt,
      endedAt,
      modalities,
      failureInfo,
      isTest,
      segments,
      sip,
    }),
  };
}

function drawnModalities(random: Random): ReadonlyArray<Modality> {
  return random.weighted<ReadonlyArray<Modality>>([
    [['audio'], 55],
    [['audio', 'video'], 20],
    [['audio', 'data'], 8],
    [['audio', 'video', 'videoBasedScreenSharing'], 10],
    [['audio', 'screenSharing'], 5],
    [['audio', 'unknown'], 2],
  ]);
}
