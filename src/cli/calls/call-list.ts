/** Calls as a table for people: a line each. */

import type { CallRecordValues } from '../../tables/declarations/call-records.ts';
import type { TextColumn } from '../text-table.ts';
import { duration, moment } from '../wording.ts';
import { called } from './called.ts';

export const callColumns: ReadonlyArray<TextColumn<CallRecordValues>> = [
  { title: 'call', width: 36, text: ({ CallId }) => CallId },
  { title: 'start (UTC)', width: 19, text: ({ CallStartDateTime }) => moment(CallStartDateTime) },
  {
    title: 'lasted',
    width: 8,
    align: 'right',
    text: ({ CallDurationSeconds }) => duration(CallDurationSeconds),
  },
  { title: 'type', width: 10, text: ({ CallType }) => CallType ?? '' },
  {
    title: 'participants',
    width: 12,
    align: 'right',
    text: ({ ParticipantCount }) => String(ParticipantCount),
  },
  { title: 'organizer', width: 0, text: organizer },
];

/** The name of who organised a call, or what stands for it. */
export function organizer(head: CallRecordValues): string {
  return called({
    name: head.OrganizerDisplayName,
    kind: head.OrganizerIdentityKind,
    id: head.OrganizerIdentityId,
  });
}
