/** One call for people: what it was, who took part, and how its sessions went. */

import type { StoredCall } from '../../calls/read-call.ts';
import type { CallRecordValues } from '../../tables/declarations/call-records.ts';
import type { ParticipantValues } from '../../tables/declarations/participants.ts';
import type { SessionValues } from '../../tables/declarations/sessions.ts';
import { headerLine, printedLine, rowLine, type TextColumn } from '../text-table.ts';
import { counted, duration, moment } from '../wording.ts';
import { organizer } from './call-list.ts';
import { called } from './called.ts';

/** The lines of the summary, one by one: a large meeting has thousands. */
export function* callSummary(call: StoredCall): Generator<string> {
  yield* headLines(call.head);
  yield* section('participant', call.participants, participantColumns);
  yield* section('session', call.sessions, sessionColumns);
  const { SegmentCount, MediaStreamCount } = call.head;
  yield '\n';
  yield printedLine(
    `${counted(SegmentCount, 'segment')}, ${counted(MediaStreamCount, 'media stream')}: --json shows them.`,
  );
}

/** Wide enough for the longest label. */
const LABEL_WIDTH = 'participants '.length;

function headLines(head: CallRecordValues): ReadonlyArray<string> {
  const period = `${moment(head.CallStartDateTime)} to ${moment(head.CallEndDateTime)} UTC`;
  const stored = `version ${head.Version} (${head.Generation}), stored ${moment(head.StoredAt)} UTC`;
  const lines = [
    ['call', head.CallId],
    ['kind', [head.CallType, head.CallModalities].filter((part) => part !== undefined).join(': ')],
    ['time', `${period}, ${duration(head.CallDurationSeconds)}`],
    ['organizer', organizer(head)],
    ['record', stored],
  ];
  return lines.map(([label = '', text = '']) => printedLine(label.padEnd(LABEL_WIDTH) + text));
}

function* section<Row>(
  noun: string,
  rows: ReadonlyArray<Row>,
  columns: ReadonlyArray<TextColumn<Row>>,
): Generator<string> {
  yield '\n';
  yield printedLine(counted(rows.length, noun));
  if (rows.length === 0) return;
  yield headerLine(columns);
  for (const row of rows) yield rowLine(columns, row);
}

const participantColumns: ReadonlyArray<TextColumn<ParticipantValues>> = [
  { title: 'kind', width: 12, text: ({ IdentityKind }) => IdentityKind ?? '' },
  { title: 'id', width: 36, text: ({ IdentityId }) => IdentityId ?? '' },
  { title: 'name', width: 0, text: participantName },
];

/** With the address, where there is one: names alone repeat. */
function participantName({ DisplayName, UserPrincipalName, Email }: ParticipantValues): string {
  const address = UserPrincipalName ?? Email;
  return [DisplayName ?? '', address === undefined ? '' : `<${address}>`].join(' ').trim();
}

const sessionColumns: ReadonlyArray<TextColumn<SessionValues>> = [
  { title: 'start (UTC)', width: 19, text: ({ SessionStartDateTime }) => moment(SessionStartDateTime) },
  { title: 'lasted', width: 8, align: 'right', text: (session) => duration(session.SessionDurationSeconds) },
  { title: 'caller → callee', width: 0, text: (session) => ends(session) + failure(session) },
];

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
