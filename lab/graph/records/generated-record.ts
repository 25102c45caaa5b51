/** A record whose every property follows from the seed, the call's plan and the version asked for. */

import type { Random } from '../../random.ts';
import type { CallRecordContent, RecordVersion } from '../call-record-content.ts';
import { moments } from '../date-time.ts';
import { participantBase } from './identity.ts';
import type { CallPlan } from './plan.ts';
import { session } from './session.ts';

export interface GeneratedCall {
  readonly id: string;
  readonly plan: CallPlan;
  readonly startedAt: number;
  readonly endedAt: number;
  /** Whether the first version may lack sessions that the second one has. */
  readonly grows: boolean;
  readonly undeclaredProperties: boolean;
}

export function generatedRecord(random: Random, call: GeneratedCall): CallRecordContent {
  const { plan } = call;
  const moment = moments(random.fork('moments'));
  const startDateTime = moment(call.startedAt);
  const endDateTime = moment(call.endedAt);
  return {
    startDateTime,
    endDateTime,
    record: (version) => ({
      id: call.id,
      version: version.version,
      type: plan.type,
      modalities: plan.modalities,
      lastModifiedDateTime: version.lastModifiedDateTime,
      startDateTime: version.startDateTime ?? startDateTime,
      endDateTime,
      joinWebUrl: plan.joinWebUrl,
      ...(call.undeclaredProperties ? { simulatedFutureProperty: { note: 'in no schema', values: [] } } : {}),
      organizer_v2: participantBase(plan.organizer),
    }),
    sessions: (version) => ({
      count: version.sessions ?? sessionCount(random, call, version),
      at: (index) => {
        const options = { ...call, ordinal: version.ordinal, moment };
        return session(random.fork('telemetry', index), plan.session(index), options);
      },
    }),
    participants: (version) => ({
      count: version.participants ?? plan.participantCount,
      at: (index) => participantBase(plan.participant(index)),
    }),
  };
}

/** Telemetry arrives late: the first version of a growing record may lack sessions. */
function sessionCount(random: Random, { plan, grows }: GeneratedCall, { ordinal }: RecordVersion): number {
  const late = random.fork('late');
  if (!grows || ordinal > 1 || plan.sessionCount <= 2 || !late.chance(0.5)) return plan.sessionCount;
  return Math.ceil(plan.sessionCount * random.fork('late').decimal(0.5, 0.95, 2));
}
