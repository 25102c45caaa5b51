/** Calls as a list: what one line says of a call, and what its object has for programs. */

import cliTruncate from 'cli-truncate';
import { organizerOf } from '../../calls/organizer.ts';
import { hasPoorStream, poorStreamsOfCall } from '../../calls/poor-streams-of-call.ts';
import { type CallsByDayValues, callsByDay } from '../../tables/declarations/calls-by-day.ts';
import { callTypeInWords } from '../../told/words.ts';
import { duration, moment } from '../../wording/values.ts';
import type { List } from '../list.ts';

/** Calls of a user are read whole, and shown as those of a day are. */
const SHOWN = Object.keys(callsByDay.columns) as ReadonlyArray<keyof CallsByDayValues>;

/** Of a narrower terminal the whole id of a call takes too much; its first digits name it as well. */
const COLUMNS_FOR_IDS = 120;
const DIGITS_OF_ID = 8;

/** A guest of another service is called by a hundred characters. The other forms have them all. */
const MOST_OF_ORGANIZER = 40;

/** What is asked for most comes first: a narrow terminal shows no more. `columns`: of the terminal; undefined where a program reads. */
export function callList(zone: string, columns: number | undefined): List<CallsByDayValues> {
  const idLength = columns !== undefined && columns < COLUMNS_FOR_IDS ? DIGITS_OF_ID : undefined;
  return {
    columns: [
      { title: 'call', text: ({ CallId }) => CallId.slice(0, idLength) },
      { title: `start (${zone})`, text: ({ CallStartDateTime }) => moment(CallStartDateTime, zone) },
      { title: 'lasted', align: 'right', text: ({ CallDurationSeconds }) => duration(CallDurationSeconds) },
      {
        title: 'poor',
        align: 'right',
        text: poorStreamsOfCall,
        style: (call) => (hasPoorStream(call) ? 'red' : undefined),
      },
      { title: 'people', align: 'right', text: ({ ParticipantCount }) => String(ParticipantCount) },
      { title: 'organizer', text: (call) => cliTruncate(organizerOf(call), MOST_OF_ORGANIZER) },
      { title: 'type', text: ({ CallType }) => callTypeInWords(CallType) },
    ],
    properties: SHOWN,
    object: (call) => Object.fromEntries(SHOWN.map((column) => [column, call[column]])),
  };
}
