/** What is decided about a call when it happens; everything else about it follows from the seed when asked for. */

import type { Random } from '../../random.ts';
import type { Office } from '../office/office.ts';
import type { CallType, FailureInfo, Modality } from './call-record.ts';
import type { Party } from './endpoint.ts';
import type { Person } from './identity.ts';
import type { Directory } from './people.ts';
import type { SessionPlan } from './session.ts';

export interface PlanContext {
  readonly random: Random;
  readonly directory: Directory;
  readonly office: Office;
  /** By number in the directory: the first who takes part. */
  readonly firstEmployee: number;
  /** From 0 to below 1: where the call lies between the smallest and the largest of its kind. */
  readonly size: number;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly endedAt: number;
  /** Asked for by the caller of startCall; otherwise the kind decides. */
  readonly participants: number | undefined;
  readonly sessions: number | undefined;
}

/** `participant` and `session` answer for any index, also beyond the counts: a later version may hold more. */
export interface CallPlan {
  readonly type: CallType;
  readonly modalities: ReadonlyArray<Modality>;
  readonly joinWebUrl: string | null;
  readonly organizer: Person;
  readonly participantCount: number;
  readonly sessionCount: number;
  participant(index: number): Person;
  session(index: number): SessionPlan;
}

/** Both List samples of the documentation show `unknown`: it happens to records of every kind. */
export function callType(random: Random, usual: CallType): CallType {
  return random.fork('type').chance(0.04) ? 'unknown' : usual;
}

/** A person where they sit throughout this call, with so many people in it. */
export function party({ random, office, startedAt }: PlanContext, person: Person, people = 2): Party {
  const seat = office.seat(person, { startedAt, people }, random.fork('seat', person.id));
  return { kind: 'person', person, seat };
}

const SETUP_FAILURES = [
  'The callee was busy on another call',
  'No answer from the remote endpoint',
  'Media connectivity failure: no candidate pair succeeded',
] as const;

const MIDCALL_FAILURES = [
  'Network connection lost',
  'Media path failure during renegotiation',
  null,
] as const;

export function setupFailure(random: Random): FailureInfo {
  return { stage: 'callSetup', reason: random.pick(SETUP_FAILURES) };
}

/** Few sessions end badly in the middle. For fewer still the stage is unknown. */
export function occasionalFailure(random: Random): FailureInfo | null {
  if (random.chance(0.95)) return null;
  return { stage: random.chance(0.85) ? 'midcall' : 'unknown', reason: random.pick(MIDCALL_FAILURES) };
}
