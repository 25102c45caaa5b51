/** A record whose every property follows from the seed, the call's plan and the version asked for. */

import type { Random } from '../../random.ts';
import { moments } from '../date-time.ts';
import type { CallRecord } from './call-record.ts';
import type { CallRecordContent, Entities, RecordVersion } from './content.ts';
import { deprecatedIdentitySet, participantBase } from './identity.ts';
import type { CallPlan } from './plan.ts';
import { session } from './session.ts';

export interface GeneratedCall {
  readonly id: string;
  readonly plan: CallPlan;
  readonly startedAt: number;
  readonly endedAt: number;
  /** Whether the first version may lack sessions that the second one has. */
  readonly grows: boolean;
  readonly deprecatedProperties: boolean;
  readonly undeclaredProperties: boolean;
}

/** "Limited to 130 entries." */
const MOST_DEPRECATED_PARTICIPANTS = 130;

export function generatedRecord(random: Random, call: GeneratedCall): CallRecordContent {
  const { plan } = call;
  const moment = moments(random.fork('moments'));
  const startDateTime = moment(call.startedAt);
  const endDateTime = moment(call.endedAt);

  const participantCount = (version: RecordVersion): number => version.participants ?? plan.participantCount;
  const sessionCount = (version: RecordVersion): number => {
    if (version.sessions !== undefined) return version.sessions;
    const late =
      call.grows && version.ordinal === 1 && plan.sessionCount > 2 && random.fork('late').chance(0.5);
    return late
      ? Math.ceil(plan.sessionCount * random.fork('late').decimal(0.5, 0.95, 2))
      : plan.sessionCount;
  };

  return {
    startDateTime,
    endDateTime,
    record: (version): CallRecord => ({
      id: call.id,
      version: version.version,
      type: plan.type,
      modalities: plan.modalities,
      lastModifiedDateTime: version.lastModifiedDateTime,
      startDateTime,
      endDateTime,
      joinWebUrl: plan.joinWebUrl,
      ...(call.deprecatedProperties ? deprecated(plan, participantCount(version)) : {}),
      ...(call.undeclaredProperties ? { simulatedFutureProperty: { note: 'in no schema', values: [] } } : {}),
      organizer_v2: participantBase(plan.organizer),
    }),
    sessions: (version): Entities => ({
      count: sessionCount(version),
      at: (index) =>
        session(random.fork('telemetry', index), plan.session(index), {
          ...call,
          ordinal: version.ordinal,
          moment,
        }),
    }),
    participants: (version): Entities => ({
      count: participantCount(version),
      at: (index) => participantBase(plan.participant(index)),
    }),
  };
}

function deprecated(plan: CallPlan, participants: number): Pick<CallRecord, 'organizer' | 'participants'> {
  const length = Math.min(participants, MOST_DEPRECATED_PARTICIPANTS);
  return {
    organizer: deprecatedIdentitySet(plan.organizer),
    participants: Array.from({ length }, (_, index) => deprecatedIdentitySet(plan.participant(index))),
  };
}
