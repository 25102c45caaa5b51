/**
 * A caller whom an auto attendant passes to a call queue, which rings agents. Session ids repeat inside such a
 * record, and Microsoft calls that intended: they cannot be used as keys.
 */

import { type CallPlan, callType, type PlanContext, party, setupFailure } from './plan.ts';
import type { SessionPlan } from './session.ts';

/** Who answers before agents are rung; these sessions share one id. */
const SERVICES = ['skypeForBusinessAutoAttendant', 'skypeForBusinessCallQueues'] as const;

export function callQueue(context: PlanContext): CallPlan {
  const { random, directory } = context;
  const telephone = directory.telephone(random.fork('telephone').integer(0, 9999));
  const agents = random.fork('agents').integer(1, 4);
  const firstAgent = context.firstEmployee;
  const sessionCount = context.sessions ?? SERVICES.length + agents;
  const sharedId = random.fork('sharedId').guid();

  const session = (index: number): SessionPlan => {
    const own = random.fork('session', index);
    const service = SERVICES[index];
    const ringing = service === undefined;
    const answered = index === sessionCount - 1;
    return {
      // Every third agent is rung inside the first session's id too.
      id: !ringing || index % 3 === 1 ? sharedId : own.guid(),
      caller: party(context, telephone),
      callee: ringing
        ? party(context, directory.user(firstAgent + index))
        : { kind: 'service', role: service },
      startedAt: context.startedAt,
      endedAt: context.endedAt,
      modalities: ['audio'],
      failureInfo: ringing && !answered ? setupFailure(own) : null,
      isTest: false,
      segments: 1,
      sip: !ringing,
    };
  };

  return {
    type: callType(random, 'groupCall'),
    modalities: ['audio'],
    joinWebUrl: null,
    organizer: telephone,
    participantCount: context.participants ?? 3 + agents,
    sessionCount,
    participant: (index) => {
      if (index === 0) return telephone;
      if (index === 1) return directory.resourceAccount('Auto attendant');
      if (index === 2) return directory.resourceAccount('Call queue');
      return directory.user(firstAgent + index - 3 + SERVICES.length);
    },
    session,
  };
}
