/** The Graph side of an exploration: small versions of one call, read page by page from a script. */

import { parseDateTime } from '../../src/language/date-time.ts';
import { parseCallId, parseTenantId } from '../../src/language/identifiers.ts';
import type { JsonObject } from '../../src/language/json.ts';
import type { CallRecordReading } from '../../src/ports/graph.ts';
import { parseCallRecordBody } from '../../src/record/call-record.ts';
import type { GraphAnswer } from '../../src/record/call-record-document.ts';
import type { CallPlace } from '../../src/tables/keys.ts';

export const TENANT_ID = checked(parseTenantId('11111111-1111-4111-8111-111111111111'));
export const CALL_ID = checked(parseCallId('c0000000-0000-4000-8000-000000000001'));

/** One version of the call as Graph shows it. */
export interface CallVersion {
  readonly version: number;
  readonly lastModifiedDateTime: string;
  readonly startDateTime?: string;
  readonly users: ReadonlyArray<string>;
}

const NOON = '2026-11-23T12:00:00Z';

/** Where the rows of a version stand that was stored first and starts at noon. */
export const PLACE: CallPlace = {
  tenantId: TENANT_ID,
  callId: CALL_ID,
  firstStartDateTime: checked(parseDateTime(NOON)),
};

/** Versions grow: each has one more user, and a session for each user but the first. */
export const firstVersion: CallVersion = {
  version: 1,
  lastModifiedDateTime: '2026-11-23T13:00:00Z',
  users: ['ada', 'ben'],
};
export const secondVersion: CallVersion = {
  version: 2,
  lastModifiedDateTime: '2026-11-23T14:00:00Z',
  users: ['ada', 'ben', 'cy'],
};
export const thirdVersion: CallVersion = {
  version: 3,
  lastModifiedDateTime: '2026-11-23T15:00:00Z',
  users: ['ada', 'ben', 'cy', 'dee'],
};

/** A version without the user whom the ones before it have, and name among the participants only. */
export const withoutAda: CallVersion = { ...thirdVersion, users: ['ben', 'cy'] };

/** A reading of the version: the record, one page of participants, one page of sessions. */
export function readingOf(shown: CallVersion): CallRecordReading {
  const { record, participants, sessions } = answersOf(shown);
  return {
    record: parseCallRecordBody(record),
    opening: answer('record', { ...record, sessions }),
    async *participantPages() {
      yield { members: participants, answers: [answer('participants', { participants_v2: participants })] };
    },
    async *sessionPages() {
      yield { members: sessions, answers: [] };
    },
    incompleteBecause: undefined,
    async confirm() {},
  };
}

function answer(request: GraphAnswer['request'], body: JsonObject): GraphAnswer {
  return { request, text: JSON.stringify(body) };
}

function answersOf(shown: CallVersion) {
  const { version, lastModifiedDateTime, startDateTime = NOON, users } = shown;
  const record = {
    id: CALL_ID,
    version,
    type: 'groupCall',
    modalities: ['audio'],
    lastModifiedDateTime,
    startDateTime,
    endDateTime: lastModifiedDateTime,
    organizer_v2: participant('ada'),
  };
  return {
    record,
    participants: users.map(participant),
    sessions: users.slice(1).map((user) => session(shown, user)),
  };
}

function participant(user: string): JsonObject {
  return { id: user, identity: { user: { id: user, displayName: user } } };
}

function session({ version }: CallVersion, user: string): JsonObject {
  // The first version is good, the later ones are poor.
  const stream = {
    streamId: `${version}`,
    averageJitter: `PT0.0${2 * version}S`,
    averagePacketLossRate: 0,
    averageRoundTripTime: 'PT0.05S',
    packetUtilization: 9_000,
  };
  const segment = { id: user, media: [{ label: 'main-audio', streams: [stream] }] };
  return {
    id: user,
    modalities: ['audio'],
    caller: { identity: { user: { id: user } } },
    segments: [segment],
  };
}

function checked<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('not an id');
  return value;
}
