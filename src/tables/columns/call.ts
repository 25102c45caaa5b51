/** What rows say about the call they belong to. */

import { graphColumns, placed } from '../graph-column.ts';
import type { Column } from '../table.ts';
import { identityColumns } from './identity.ts';

/** In every row of a call. */
export const callStartColumns = graphColumns({
  CallStartDateTime: {
    type: 'DateTime',
    from: 'call.startDateTime',
    meaning: 'When the first user joined the call.',
  },
});

/** Ends every row of a call: which call, which version of it, which generation of rows. */
export const generationColumns = {
  ...graphColumns({
    CallId: { type: 'Guid', required: true, from: 'call.id', meaning: "The call record's id." },
    Version: {
      type: 'Int64',
      required: true,
      from: 'call.version',
      meaning: 'Version of the call record that this row belongs to, as Graph counts it.',
    },
    LastModifiedDateTime: {
      type: 'DateTime',
      required: true,
      from: 'call.lastModifiedDateTime',
      meaning: 'When Graph published that version; orders two readings with the same version.',
    },
  }),
  Generation: {
    type: 'String',
    required: true,
    meaning:
      "The generation that this row belongs to. Read only rows with the Generation of the call's row in CallRecords.",
  },
} as const satisfies Readonly<Record<string, Column>>;

/** The call in few words, for rows that are read without CallRecords. */
export const callSummaryColumns = graphColumns({
  ...callStartColumns,
  CallEndDateTime: {
    type: 'DateTime',
    from: 'call.endDateTime',
    meaning: 'When the last user left the call.',
  },
  CallDurationSeconds: {
    type: 'Double',
    secondsBetween: ['CallStartDateTime', 'CallEndDateTime'],
    meaning: 'From the start to the end of the call.',
  },
  CallType: {
    type: 'String',
    from: 'call.type',
    knownValues: ['unknown', 'groupCall', 'peerToPeer'],
    meaning: 'Kind of call; `unknown` where Graph does not say.',
  },
  CallModalities: {
    type: 'String',
    from: 'call.modalities',
    as: 'list',
    knownValues: ['audio', 'video', 'videoBasedScreenSharing', 'data', 'screenSharing'],
    meaning: 'All modalities used in the call, joined by commas.',
  },
});

/** Who organised the call. The deprecated property is read where the new one is missing. */
export const organizerColumns = placed(
  'Organizer',
  ['call.organizer_v2.identity', 'call.organizer'],
  identityColumns,
);

/** Says what a row could not hold. */
export const omittedColumns = {
  OmittedColumns: {
    type: 'String',
    meaning:
      'Columns left empty although Graph sent a value: the text is too long for a cell or the row, or the value is of another type or out of range. Joined by commas.',
  },
} as const satisfies Readonly<Record<string, Column>>;
