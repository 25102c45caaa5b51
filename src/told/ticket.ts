/** What is pasted into a ticket. */

import type { CallRecordValues } from '../tables/declarations/call-records.ts';
import { counted, duration, moment } from '../wording/values.ts';
import type { ToldCall } from './tell-call.ts';

/**
 * Lines of text, each of which begins with a word of ours: a spreadsheet takes none of them for a formula. `command` is
 * what shows the call, as users type it.
 */
export function ticketText({ head, sentence, people }: ToldCall, command: string): string {
  return [
    `Teams call: ${sentence}`,
    `Call id: ${head.CallId}`,
    `Time (UTC): ${moment(head.CallStartDateTime)} to ${moment(head.CallEndDateTime)}, ${duration(head.CallDurationSeconds)}`,
    `In it: ${counted(people.length, 'participant')}; Graph's version ${head.Version} of the record, stored ${moment(head.StoredAt)}`,
    `To see it: ${command}`,
  ]
    .map((line) => `${line}\n`)
    .join('');
}

/** The command that shows a call. */
export function commandFor({ CallId }: CallRecordValues): string {
  return `./callrecords call ${CallId}`;
}
