/** Who was in a call: when each joined and left, with what, and how their own sessions went. */

import { type Rating, worstOf } from '../classify/rating.ts';
import { countsByMedium } from '../classify/tally.ts';
import type { DateTime } from '../language/date-time.ts';
import { parseGuid } from '../language/identifiers.ts';
import { called } from '../wording/called.ts';
import { ENDS, type End, type ToldParticipant, type ToldSession } from './columns.ts';
import { kindInWords, platformInWords } from './words.ts';

/** The time of one session. */
export interface Stay {
  readonly session: number;
  readonly from: DateTime | undefined;
  readonly to: DateTime | undefined;
}

export interface Failure {
  readonly session: number;
  /** `callSetup`, `midcall`, or what Graph sends besides. */
  readonly stage: string;
  readonly reason: string | undefined;
  readonly at: DateTime | undefined;
}

export interface Person {
  readonly name: string;
  /** `user`, `guest`, `phone`, `room`: in words. */
  readonly kind: string;
  /** As Graph sends it. */
  readonly id: string | undefined;
  /** The sign-in name, or the mail address of a guest. */
  readonly address: string | undefined;
  /** When the first of their sessions began and the last one ended; undefined for those who were in none that was set up. */
  readonly joined: DateTime | undefined;
  readonly left: DateTime | undefined;
  readonly stays: ReadonlyArray<Stay>;
  /** What they called with, each once: `Windows`; none of a room, whose kind tells. */
  readonly platforms: ReadonlyArray<string>;
  /** Streams of their own sessions, sent and received. */
  readonly good: number;
  readonly poor: number;
  readonly unclassified: number;
  readonly failures: ReadonlyArray<Failure>;
  readonly rating: Rating | undefined;
}

/** The stage of a failure before which no media flowed. */
const NOT_SET_UP = 'callSetup';

/** The people of a call, and who is at the ends of a session. */
export interface People {
  /** Who had the most poor streams comes first, then who had sessions that failed, then who joined first; who did not join comes last. */
  readonly worstFirst: ReadonlyArray<Person>;
  /** Undefined where a service is, or an end that Graph does not name. */
  at(session: ToldSession, end: End): Person | undefined;
}

type Draft = { -readonly [Property in keyof Person]: Person[Property] } & {
  readonly stays: Array<Stay>;
  readonly platforms: Array<string>;
  readonly failures: Array<Failure>;
};

export function peopleOf(
  participants: ReadonlyArray<ToldParticipant>,
  sessions: ReadonlyArray<ToldSession>,
): People {
  const drafts = new Map<string, Draft>();
  for (const [index, participant] of participants.entries()) {
    const { IdentityId, DisplayName, IdentityKind, UserPrincipalName, Email } = participant;
    const key = keyOf(IdentityId, DisplayName) ?? `participant ${index}`;
    if (drafts.has(key)) continue;
    drafts.set(key, draft(DisplayName, IdentityKind, IdentityId, textIn(UserPrincipalName) ?? textIn(Email)));
  }
  for (const session of sessions) {
    const met = new Set(ENDS.map((end) => keyAt(session, end)));
    for (const end of ENDS) {
      const key = keyAt(session, end);
      // A person who calls themselves is one person.
      if (key === undefined || !met.delete(key)) continue;
      const person = drafts.get(key) ?? draftAt(session, end);
      drafts.set(key, person);
      addSession(person, session, end);
    }
  }
  const worstFirst = [...drafts.values()].sort(
    (one, other) =>
      other.poor - one.poor ||
      other.failures.length - one.failures.length ||
      Number(other.stays.length > 0) - Number(one.stays.length > 0) ||
      compareTexts(one.joined ?? '~', other.joined ?? '~'),
  );
  return {
    worstFirst,
    at(session, end) {
      const key = keyAt(session, end);
      return key === undefined ? undefined : drafts.get(key);
    },
  };
}

/** Both ways of writing a GUID are one person; names tell apart those of whom Graph sends no id. */
function keyOf(id: string | undefined, name: string | undefined): string | undefined {
  if (textIn(id) !== undefined) return parseGuid(id) ?? id;
  return textIn(name) === undefined ? undefined : `named ${name}`;
}

function keyAt(session: ToldSession, end: End): string | undefined {
  if (session[`${end}EndpointKind`] === 'serviceEndpoint') return undefined;
  return keyOf(session[`${end}IdentityId`], session[`${end}DisplayName`]);
}

function draftAt(session: ToldSession, end: End): Draft {
  return draft(
    session[`${end}DisplayName`],
    session[`${end}IdentityKind`],
    session[`${end}IdentityId`],
    textIn(session[`${end}UserPrincipalName`]),
  );
}

function draft(
  name: string | undefined,
  kind: string | undefined,
  id: string | undefined,
  address: string | undefined,
): Draft {
  return {
    name: called({ name: textIn(name), kind, id: textIn(id) }),
    kind: kindInWords(kind),
    id: textIn(id),
    address,
    joined: undefined,
    left: undefined,
    stays: [],
    platforms: [],
    good: 0,
    poor: 0,
    unclassified: 0,
    failures: [],
    rating: undefined,
  };
}

function addSession(person: Draft, session: ToldSession, end: End): void {
  if (wasThere(session)) addStay(person, session);
  for (const { good, poor, unclassified } of countsByMedium(session)) {
    person.good += good;
    person.poor += poor;
    person.unclassified += unclassified;
  }
  const platform = platformInWords(session[`${end}Platform`]);
  if (isRoom(session, end)) person.kind = ROOM;
  else if (platform !== undefined && !person.platforms.includes(platform)) person.platforms.push(platform);
  person.rating = worstOf(person.rating, session[`${end}FeedbackRating`]);
  const failure = failureOf(session);
  if (failure !== undefined) person.failures.push(failure);
}

/** Nobody is in a session that was not set up, however long it rang. */
function wasThere(session: ToldSession): boolean {
  const streams = countsByMedium(session).some(
    ({ good, poor, unclassified }) => good + poor + unclassified > 0,
  );
  return streams || session.SessionFailureStage !== NOT_SET_UP;
}

function addStay(person: Draft, session: ToldSession): void {
  const { SessionOrdinal, SessionStartDateTime: from, SessionEndDateTime: to } = session;
  if (from !== undefined && from < (person.joined ?? '~')) person.joined = from;
  if (to !== undefined && to > (person.left ?? '')) person.left = to;
  person.stays.push({ session: SessionOrdinal, from, to });
}

const ROOM = 'room';

/** Rooms sign in as users do. */
function isRoom(session: ToldSession, end: End): boolean {
  const platform = session[`${end}Platform`];
  return platform === 'roomSystem' || platform === 'surfaceHub';
}

/** Undefined for a session that did not fail. */
export function failureOf(session: ToldSession): Failure | undefined {
  const { SessionOrdinal, SessionFailureStage: stage, SessionFailureReason } = session;
  if (textIn(stage) === undefined && textIn(SessionFailureReason) === undefined) return undefined;
  const at = stage === NOT_SET_UP ? session.SessionStartDateTime : session.SessionEndDateTime;
  return { session: SessionOrdinal, stage: stage ?? '', reason: textIn(SessionFailureReason), at };
}

/** Graph sends an empty text where there is none. */
export function textIn(text: string | undefined): string | undefined {
  return text === undefined || text.trim() === '' ? undefined : text;
}

/** By code unit: the same on every machine. */
function compareTexts(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
