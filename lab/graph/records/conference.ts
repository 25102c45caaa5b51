/** Group calls and meetings: every session runs between one participant and a service. */

import type { Random, Weighted } from '../../random.ts';
import type { Modality, ServiceRole } from './call-record.ts';
import type { Person } from './identity.ts';
import { DIRECTORY_SIZE } from './people.ts';
import { type CallPlan, callType, occasionalFailure, type PlanContext, party } from './plan.ts';

interface Conference {
  readonly participants: readonly [least: number, most: number];
  readonly scheduled?: boolean;
  /** Whether a bot records it: its session is answered by the bot itself. */
  readonly bot?: boolean;
}

export function conference(
  { participants: [least, most], scheduled = true, bot = false }: Conference,
  context: PlanContext,
): CallPlan {
  const { random } = context;
  const participantCount = context.participants ?? least + Math.floor(context.size * (most - least + 1));
  const attendee = attendees(context, bot);
  // "Group calls typically have at least one session per participant": some come back after a break in the line.
  const rejoined = Math.floor(participantCount * random.fork('rejoined').decimal(0, 0.4, 2));
  return {
    type: callType(random, 'groupCall'),
    modalities: ['audio', 'video', 'videoBasedScreenSharing'],
    joinWebUrl: scheduled ? joinWebUrl(context, attendee(0).id) : null,
    organizer: attendee(0),
    participantCount,
    sessionCount: context.sessions ?? participantCount + rejoined,
    participant: attendee,
    session: (index) => {
      const own = random.fork('session', index);
      const place = index < participantCount ? index : own.integer(0, Math.max(0, participantCount - 1));
      const person = attendee(place);
      const length = context.endedAt - context.startedAt;
      const startedAt = context.startedAt + (index === 0 ? 0 : Math.floor(length * own.decimal(0, 0.4, 4)));
      const role: ServiceRole = person.kind === 'application' ? 'customBot' : own.pick(MEETING_SERVICES);
      return {
        id: own.guid(),
        caller: party(context, person, participantCount),
        callee: { kind: 'service', role },
        startedAt,
        // The first session is as long as the call.
        endedAt:
          index === 0
            ? context.endedAt
            : startedAt + Math.floor((context.endedAt - startedAt) * own.fraction()),
        modalities: attendeeModalities(own, person),
        failureInfo: occasionalFailure(own),
        isTest: false,
        segments: own.chance(SEVERAL_SEGMENTS_SHARE) ? 2 : 1,
        sip: person.kind === 'phone',
      };
    },
  };
}

/** Of sessions: media begin anew when a client changes its network or device. */
const SEVERAL_SEGMENTS_SHARE = 0.8;

const MEETING_SERVICES: readonly [ServiceRole, ...Array<ServiceRole>] = [
  'mediaController',
  'mediaController',
  'skypeForBusinessAudioVideoMcu',
  'unknown',
];

const ATTENDEE_MODALITIES: Weighted<ReadonlyArray<Modality>> = [
  [['audio'], 50],
  [['audio', 'video'], 30],
  [['audio', 'video', 'videoBasedScreenSharing'], 12],
  [['audio', 'data'], 8],
];

function attendeeModalities(random: Random, person: Person): ReadonlyArray<Modality> {
  const drawn = random.weighted(ATTENDEE_MODALITIES);
  return person.kind === 'phone' ? ['audio'] : drawn;
}

/** Who sits at each place: mostly colleagues, never the same person at two places. */
function attendees(
  { random, directory, firstEmployee: first }: PlanContext,
  bot: boolean,
): (index: number) => Person {
  return (index) => {
    if (index === 0) return directory.user(first);
    if (index === 1 && bot) return directory.bot(first);
    // Beyond the directory all attendees come from outside, or a person would appear twice.
    const colleagues = index < DIRECTORY_SIZE ? 70 : 0;
    const unique = first * 10_000 + index;
    const attendee = random.fork('attendee', index).weighted<() => Person>([
      [() => directory.user(first + index), colleagues],
      [() => directory.federatedUser(unique), 10],
      [() => directory.guestUser(unique), 6],
      [() => directory.visitor(unique), 7],
      [() => directory.telephone(unique), 3],
      [() => directory.communicationServicesUser(unique), 1],
      [() => directory.room(unique), 2],
      [() => directory.hidden(unique), 2],
    ]);
    return attendee();
  };
}

function joinWebUrl({ random, directory }: PlanContext, organizerId: string): string {
  const thread = Buffer.from(random.fork('thread').guid()).toString('base64');
  const context = encodeURIComponent(JSON.stringify({ Tid: directory.tenantId, Oid: organizerId }));
  return `https://teams.microsoft.com/l/meetup-join/19%3ameeting_${thread}%40thread.v2/0?context=${context}`;
}
