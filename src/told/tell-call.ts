/**
 * Tells one stored call: in a sentence, who was there from when to when, and what was poor and why. Everyone in the call
 * is read; of the streams only the poor ones of those who are shown, because a large meeting has tens of thousands.
 */

import { isClassified } from '../calls/classified-call.ts';
import { CallReplaced, collected, type OpenCall, readCall, withCurrent } from '../calls/read-call.ts';
import { isWithheld } from '../calls/withheld-call.ts';
import { countsByMedium } from '../classify/tally.ts';
import { dayOf } from '../language/day.ts';
import { forEachConcurrently } from '../language/for-each-concurrently.ts';
import type { CallId } from '../language/identifiers.ts';
import { readNetworks } from '../networks/network-lookup.ts';
import { REQUESTS_AT_ONCE } from '../ports/storage.ts';
import type { Store } from '../rows/store.ts';
import { type StoredVersion, storedVersions } from '../store/versions-stored.ts';
import type { CallRecordValues } from '../tables/declarations/call-records.ts';
import {
  ENDS,
  type ToldParticipant,
  type ToldSession,
  type ToldStream,
  toldParticipants,
  toldSessions,
  toldStreams,
} from './columns.ts';
import { type Failure, failureOf, type People, type Person, peopleOf } from './people.ts';
import { type PoorStream, poorStream } from './poor-streams.ts';
import { sentenceOf } from './sentence.ts';
import { type SessionRun, sessionRuns } from './session-runs.ts';

/** People of one page. */
export const PEOPLE_A_PAGE = 50;

/** Sessions whose streams are read for a page: someone may have joined again and again. */
const MOST_SESSIONS = 200;

/** Sessions of a call that no row says the quality of, and that is classified as it is read. */
const MOST_SESSIONS_TO_CLASSIFY = 100;

export interface ToldCall {
  readonly head: CallRecordValues;
  /** How the call was. It does not depend on the participant who is shown. */
  readonly sentence: string;
  /** Everyone, the worst first. */
  readonly people: ReadonlyArray<Person>;
  /** Those of this page. */
  readonly shown: ReadonlyArray<Person>;
  /** False where nothing says how good the call was: it is withheld, or was never classified. */
  readonly isClassified: boolean;
  /** Those of the people shown, in the order of the record. */
  readonly poorStreams: ReadonlyArray<PoorStream>;
  /** The earliest first. */
  readonly failures: ReadonlyArray<FailedSession>;
  /** The last ten versions, the newest last. */
  readonly versions: ReadonlyArray<StoredVersion>;
  readonly parts: ReadonlyArray<StoredPart>;
}

export interface FailedSession extends Failure {
  readonly people: ReadonlyArray<Person>;
}

/** How many of a part of the record Graph sent, and how many are stored. */
export interface StoredPart {
  /** Of one: `session`. */
  readonly noun: string;
  readonly received: number;
  readonly stored: number;
}

/**
 * Undefined when no version of the call is stored; `page` is of the people, from 0. Rejects with CallIncomplete,
 * CallReplaced, and ImportDamaged where the networks cannot be read.
 */
export async function tellCall(store: Store, callId: CallId, page = 0): Promise<ToldCall | undefined> {
  return await withCurrent(store, callId, async (call) => {
    const rows = await readRows(store, call);
    const people = peopleOf(rows.participants, rows.sessions);
    const { worstFirst } = people;
    const shown = worstFirst.slice(page * PEOPLE_A_PAGE, (page + 1) * PEOPLE_A_PAGE);
    const streamsOf = async (some: ReadonlyArray<Person>) => await readPoorStreams(store, rows, people, some);
    const worst = await streamsOf(worstFirst.slice(0, PEOPLE_A_PAGE));
    const { head } = rows;
    const failures = failuresIn(rows, people);
    return {
      head,
      sentence: sentenceOf({
        head,
        isClassified: rows.isClassified,
        failures,
        poorPeople: worstFirst.filter(({ poor }) => poor > 0).length,
        poorStreams: worst,
        areAllRead: worst.length >= poorCount(head),
      }),
      people: worstFirst,
      shown,
      isClassified: rows.isClassified && !isWithheld(head),
      poorStreams: page === 0 ? worst : await streamsOf(shown),
      failures,
      versions: storedVersions(head),
      parts: partsOf(head),
    };
  });
}

interface CallRows {
  readonly head: CallRecordValues;
  readonly isClassified: boolean;
  readonly participants: ReadonlyArray<ToldParticipant>;
  readonly sessions: ReadonlyArray<ToldSession>;
  /** The poor streams of some sessions, in the order of the record. */
  poorStreamsOf(sessions: ReadonlyArray<ToldSession>): Promise<ReadonlyArray<ToldStream>>;
}

async function readRows(store: Store, call: OpenCall): Promise<CallRows> {
  const { head } = call;
  if (!isClassified(head) && head.SessionCount <= MOST_SESSIONS_TO_CLASSIFY)
    return await readToClassify(store, head);
  const [participants, sessions] = await Promise.all([
    call.everyRow('Participants', toldParticipants),
    call.everyRow('Sessions', toldSessions),
  ]);
  return {
    head,
    isClassified: isClassified(head),
    participants,
    sessions,
    async poorStreamsOf(wanted) {
      const runs = sessionRuns(sessions, wanted);
      const found = new Map<SessionRun, ReadonlyArray<ToldStream>>();
      await forEachConcurrently(runs, REQUESTS_AT_ONCE, async (run) => {
        found.set(run, await collected(call.rowsOfSessions(poorPart(run))));
      });
      return ofSessions(
        runs.flatMap((run) => found.get(run) ?? []),
        wanted,
      );
    },
  };
}

function poorPart({ first, last, poor }: SessionRun) {
  return {
    table: 'MediaStreams',
    columns: toldStreams,
    count: poor,
    first,
    last,
    where: [{ column: 'Quality', is: 'eq', cell: { type: 'String', value: 'poor' } }],
  } as const;
}

function ofSessions<Stream extends Pick<ToldStream, 'SessionOrdinal'>>(
  streams: ReadonlyArray<Stream>,
  sessions: ReadonlyArray<ToldSession>,
): ReadonlyArray<Stream> {
  const ordinals = new Set(sessions.map(({ SessionOrdinal }) => SessionOrdinal));
  return streams.filter(({ SessionOrdinal }) => ordinals.has(SessionOrdinal));
}

/** A call of an earlier release, or of other rules. */
async function readToClassify(store: Store, { CallId }: CallRecordValues): Promise<CallRows> {
  const whole = await readCall(store, CallId as CallId);
  if (whole === undefined) throw new CallReplaced(`${CallId} is gone`);
  const { head, participants, sessions, mediaStreams } = whole;
  const poor = mediaStreams.filter(({ Quality }) => Quality === 'poor');
  return {
    head,
    isClassified: true,
    participants,
    sessions,
    async poorStreamsOf(wanted) {
      return ofSessions(poor, wanted);
    },
  };
}

async function readPoorStreams(
  store: Store,
  rows: CallRows,
  people: People,
  some: ReadonlyArray<Person>,
): Promise<ReadonlyArray<PoorStream>> {
  const bySession = new Map(rows.sessions.map((session) => [session.SessionOrdinal, session]));
  const ordinals = new Set(some.flatMap(({ stays }) => stays.map(({ session }) => session)));
  const sessions = [...ordinals]
    .map((session) => bySession.get(session))
    .filter((session) => session !== undefined && poorCount(session) > 0)
    .slice(0, MOST_SESSIONS) as ReadonlyArray<ToldSession>;
  if (sessions.length === 0) return [];
  const day = dayOf(rows.head.CallStartDateTime ?? rows.head.FirstStartDateTime);
  const [streams, networks] = await Promise.all([
    rows.poorStreamsOf(sessions.toSorted((one, other) => one.SessionOrdinal - other.SessionOrdinal)),
    readNetworks(store, { from: day, to: day }),
  ]);
  const places = { tenantId: store.tenantId, day, networks };
  return streams.flatMap((stream) => {
    const session = bySession.get(stream.SessionOrdinal);
    return (session && poorStream(stream, session, people, places)) ?? [];
  });
}

function poorCount(row: ToldSession | CallRecordValues): number {
  return countsByMedium(row).reduce((sum, { poor }) => sum + poor, 0);
}

function failuresIn({ sessions }: CallRows, people: People): ReadonlyArray<FailedSession> {
  const failures = sessions.flatMap((session) => {
    const failure = failureOf(session);
    if (failure === undefined) return [];
    const there = ENDS.map((end) => people.at(session, end)).filter((person) => person !== undefined);
    return [{ ...failure, people: there }];
  });
  return failures.sort(({ at: one = '' }, { at: other = '' }) => (one < other ? -1 : Number(one > other)));
}

function partsOf(head: CallRecordValues): ReadonlyArray<StoredPart> {
  return [
    { noun: 'participant', received: head.ParticipantsReceived, stored: head.ParticipantCount },
    { noun: 'session', received: head.SessionsReceived, stored: head.SessionCount },
    { noun: 'segment', received: head.SegmentsReceived, stored: head.SegmentCount },
    { noun: 'media stream', received: head.MediaStreamsReceived, stored: head.MediaStreamCount },
  ];
}
