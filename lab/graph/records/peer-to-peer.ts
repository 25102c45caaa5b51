/** Calls between two parties, without a conference in between. */

import type { Random } from '../../random.ts';
import type { FailureInfo, Modality, ServiceRole } from './call-record.ts';
import type { Party } from './endpoint.ts';
import { DIRECTORY_SIZE, type Person } from './people.ts';
import {
  type CallPlan,
  caller,
  callType,
  occasionalFailure,
  type PlanContext,
  setupFailure,
} from './plan.ts';
import type { SessionPlan } from './session.ts';

interface Pair {
  readonly from: Person;
  readonly to: Person;
}

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
  const { from, to } = colleagues(context);
  const partner = context.directory.federatedUser(context.random.fork('partner').integer(0, 999));
  return between(context, context.random.chance(0.5) ? { from, to: partner } : { from: partner, to }, {});
}

export function failedCall(context: PlanContext): CallPlan {
  return between(context, colleagues(context), { failureInfo: setupFailure(context.random.fork('failure')) });
}

/** The "make a test call" of the Teams client: echoed by a bot, marked isTest. */
export function testCall(context: PlanContext): CallPlan {
  const { from } = colleagues(context);
  const pair = { from, to: context.directory.bot(0) };
  return between(context, pair, {
    isTest: true,
    modalities: ['audio'],
    service: { role: 'customBot', from: 0 },
  });
}

export function communicationServicesCall(context: PlanContext): CallPlan {
  const { to } = colleagues(context);
  const from = context.directory.communicationServicesUser(context.random.fork('visitor').integer(0, 9999));
  return between(context, { from, to }, {});
}

export function telephoneCall(direction: 'inbound' | 'outbound'): (context: PlanContext) => CallPlan {
  return (context) => {
    const { from: user } = colleagues(context);
    const telephone = context.directory.telephone(context.random.fork('telephone').integer(0, 9999));
    const pair = direction === 'inbound' ? { from: telephone, to: user } : { from: user, to: telephone };
    const role = context.random.pick(['mediationServer', 'gateway']);
    const sessions = context.random.chance(0.4) ? 2 : 1;
    return between(context, pair, {
      modalities: ['audio'],
      sip: true,
      segments: 2,
      service: { role, from: 1 },
      sessions,
    });
  };
}

/** A user of Skype for Business on the premises, reached through the gateway to Teams. */
export function onPremisesCall(context: PlanContext): CallPlan {
  const { to } = colleagues(context);
  const from = context.directory.onPremisesUser(
    context.random.fork('onPremises').integer(0, DIRECTORY_SIZE - 1),
  );
  const service = { role: 'skypeForBusinessMicrosoftTeamsGateway', from: 1 } as const;
  return between(context, { from, to }, { modalities: ['audio'], service, sessions: 2 });
}

export function voicemail(context: PlanContext): CallPlan {
  const { from } = colleagues(context);
  const pair = { from, to: context.directory.resourceAccount('Voicemail') };
  return between(context, pair, { modalities: ['audio'], service: { role: 'voicemail', from: 0 } });
}

function colleagues({ random, directory }: PlanContext): Pair {
  const first = random.fork('from').integer(0, DIRECTORY_SIZE - 1);
  const distance = random.fork('to').integer(1, DIRECTORY_SIZE - 1);
  return { from: directory.user(first), to: directory.user(first + distance) };
}

function between(context: PlanContext, pair: Pair, particulars: Particulars): CallPlan {
  const { random, directory } = context;
  const modalities = particulars.modalities ?? drawnModalities(random.fork('modalities'));
  const failureInfo = particulars.failureInfo ?? occasionalFailure(random.fork('failure'));
  const from = caller(random, pair.from);
  const to = caller(random, pair.to);
  return {
    type: callType(random, 'peerToPeer'),
    modalities,
    joinWebUrl: null,
    organizer: pair.from,
    participantCount: context.participants ?? 2,
    // "Peer-to-peer calls typically only have one session."
    sessionCount: context.sessions ?? particulars.sessions ?? 1,
    participant: (index) =>
      index === 0 ? pair.from : index === 1 ? pair.to : directory.federatedUser(index),
    session: (index): SessionPlan => ({
      id: random.fork('session', index).guid(),
      caller: from,
      callee: answering(particulars, to, index),
      startedAt: context.startedAt,
      endedAt: context.endedAt,
      modalities,
      failureInfo,
      isTest: particulars.isTest ?? false,
      segments: particulars.segments ?? 1,
      sip: particulars.sip ?? false,
    }),
  };
}

function answering({ service }: Particulars, to: Party, index: number): Party {
  return service !== undefined && index >= service.from ? { kind: 'service', role: service.role } : to;
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
