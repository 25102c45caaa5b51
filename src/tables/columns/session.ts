/** Columns of a session and of a segment themselves, where they stand in the rows of what is inside them. */

import { graphColumns, placed } from '../graph-column.ts';
import type { Column } from '../table.ts';
import { failureColumns } from './failure.ts';

export const sessionColumns = {
  SessionOrdinal: {
    type: 'Int32',
    required: true,
    meaning: 'Position of the session in the call record, from 0. Ids may repeat, positions do not.',
  },
  ...graphColumns({
    SessionId: { type: 'String', from: 'session.id', meaning: 'Id of the session.' },
    SessionStartDateTime: {
      type: 'DateTime',
      from: 'session.startDateTime',
      meaning: 'When the first user joined the session.',
    },
    SessionEndDateTime: {
      type: 'DateTime',
      from: 'session.endDateTime',
      meaning: 'When the last user left the session.',
    },
    SessionDurationSeconds: {
      type: 'Double',
      secondsBetween: ['SessionStartDateTime', 'SessionEndDateTime'],
      meaning: 'From the start to the end of the session.',
    },
    SessionModalities: {
      type: 'String',
      from: 'session.modalities',
      as: 'list',
      knownValues: ['audio', 'video', 'videoBasedScreenSharing', 'data', 'screenSharing'],
      meaning: 'Modalities of the session, joined by commas.',
    },
    SessionIsTest: {
      type: 'Boolean',
      from: 'session.isTest',
      meaning: 'Whether the session is a test. Not sent in US Government clouds.',
    },
  }),
  ...placed('Session', 'session.failureInfo', failureColumns),
} as const satisfies Readonly<Record<string, Column>>;

export const segmentColumns = {
  SegmentOrdinal: {
    type: 'Int32',
    required: true,
    meaning: 'Position of the segment in its session, from 0.',
  },
  ...graphColumns({
    SegmentId: { type: 'String', from: 'segment.id', meaning: 'Id of the segment.' },
    SegmentStartDateTime: {
      type: 'DateTime',
      from: 'segment.startDateTime',
      meaning: 'When the segment began.',
    },
    SegmentEndDateTime: { type: 'DateTime', from: 'segment.endDateTime', meaning: 'When the segment ended.' },
    SegmentDurationSeconds: {
      type: 'Double',
      secondsBetween: ['SegmentStartDateTime', 'SegmentEndDateTime'],
      meaning: 'From the start to the end of the segment.',
    },
  }),
  ...placed('Segment', 'segment.failureInfo', failureColumns),
} as const satisfies Readonly<Record<string, Column>>;
