/** One call for users: what it was, who took part, and how its sessions went. */

import { poorStreams, qualityText } from '../../calls/quality-text.ts';
import type { StoredCall } from '../../calls/read-call.ts';
import type { DateTime } from '../../language/date-time.ts';
import type { CallRecordValues } from '../../tables/declarations/call-records.ts';
import type { ParticipantValues } from '../../tables/declarations/participants.ts';
import type { SessionValues } from '../../tables/declarations/sessions.ts';
import { called } from '../../wording/called.ts';
import { safeLine } from '../../wording/safe-text.ts';
import { counted, duration, moment } from '../../wording/values.ts';
import { createTextTable, type TextColumn } from '../list-table.ts';
import { organizer } from './calls.ts';

/** The text of the summary, part by part: a large meeting has thousands of lines. */
export function* callSummary(call: StoredCall, zone: string): Generator<string> {
  yield headLines(call.head, zone);
  yield section('participant', call.participants, participantColumns);
  yield section('session', call.sessions, sessionColumns(zone));
  const { SegmentCount, MediaStreamCount } = call.head;
  yield `\n${counted(SegmentCount, 'segment')}, ${counted(MediaStreamCount, 'media stream')}: --json shows them.\n`;
}

/** Wide enough for the longest label. */
const LABEL_WIDTH = 'participants '.length;

function headLines(head: CallRecordValues, zone: string): string {
  const at = (time: DateTime | undefined) => moment(time, zone);
  const lines = [
    ['call', head.CallId],
    ['kind', [head.CallType, head.CallModalities].filter((part) => part !== undefined).join(': ')],
    [
      'time',
      `${at(head.CallStartDateTime)} to ${at(head.CallEndDateTime)} (${zone}), ${duration(head.CallDurationSeconds)}`,
    ],
    ['organizer', organizer(head)],
    ['quality', qualityText(head)],
    ['', `by the rules ${head.RuleSet}: what is poor by them need not have been perceived as poor`],
    ['record', `version ${head.Version} (${head.Generation}), stored ${at(head.StoredAt)} (${zone})`],
    ...(head.IncompleteBecause === undefined
      ? []
      : [['incomplete', `${head.IncompleteBecause}. It is read again until it is whole.`]]),
  ];
  return lines.map(([label = '', text = '']) => `${safeLine(label.padEnd(LABEL_WIDTH) + text)}\n`).join('');
}

function section<Row>(
  noun: string,
  rows: ReadonlyArray<Row>,
  columns: ReadonlyArray<TextColumn<Row>>,
): string {
  const heading = `\n${counted(rows.length, noun)}\n`;
  return rows.length === 0 ? heading : heading + createTextTable(columns)(rows);
}

const participantColumns: ReadonlyArray<TextColumn<ParticipantValues>> = [
  { title: 'kind', text: ({ IdentityKind }) => IdentityKind ?? '' },
  { title: 'name', text: participantName },
  // Ids of some kinds are long.
  { title: 'id', text: ({ IdentityId }) => IdentityId ?? '' },
];

/** With the address, where there is one: names alone repeat. */
function participantName({ DisplayName, UserPrincipalName, Email }: ParticipantValues): string {
  const address = UserPrincipalName ?? Email;
  return [DisplayName ?? '', address === undefined ? '' : `<${address}>`].join(' ').trim();
}

function sessionColumns(zone: string): ReadonlyArray<TextColumn<SessionValues>> {
  return [
    { title: `start (${zone})`, text: ({ SessionStartDateTime }) => moment(SessionStartDateTime, zone) },
    { title: 'lasted', align: 'right', text: (session) => duration(session.SessionDurationSeconds) },
    { title: 'poor streams', align: 'right', text: poorStreams },
    { title: 'caller → callee', text: (session) => ends(session) + failure(session) },
  ];
}

function ends(session: SessionValues): string {
  const caller = called({
    name: session.CallerDisplayName,
    kind: session.CallerIdentityKind,
    id: session.CallerIdentityId,
  });
  const callee = called({
    name: session.CalleeDisplayName,
    kind: session.CalleeIdentityKind,
    id: session.CalleeIdentityId,
  });
  return `${caller} → ${callee}`;
}

function failure({ SessionFailureStage, SessionFailureReason }: SessionValues): string {
  const told = [SessionFailureStage, SessionFailureReason].filter((part) => part !== undefined);
  return told.length === 0 ? '' : ` (failed: ${told.join(', ')})`;
}
