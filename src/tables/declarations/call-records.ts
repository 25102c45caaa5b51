import { callSummaryColumns, generationColumns, omittedColumns, organizerColumns } from '../columns/call.ts';
import { callQualityColumns } from '../columns/quality.ts';
import { graphColumns } from '../graph-column.ts';
import { declareTable, type RowOf } from '../table.ts';

export const callRecords = declareTable({
  name: 'CallRecords',
  rowIs: 'call: its head, which says which generation of its rows is current',
  partitionKey: 'callId',
  rowKey: 'tenantId',
  columns: {
    ...callSummaryColumns,
    ...organizerColumns,
    ...callQualityColumns,
    ParticipantCount: {
      type: 'Int32',
      required: true,
      meaning: 'Rows of this generation in Participants.',
    },
    SessionCount: { type: 'Int32', required: true, meaning: 'Rows of this generation in Sessions.' },
    SegmentCount: { type: 'Int32', required: true, meaning: 'Rows of this generation in Segments.' },
    MediaStreamCount: { type: 'Int32', required: true, meaning: 'Rows of this generation in MediaStreams.' },
    IncompleteBecause: {
      type: 'String',
      meaning:
        'Why parts of the record may be missing: it is read again at growing intervals while Graph keeps it. Empty: the record is whole.',
    },
    Withheld: {
      type: 'String',
      meaning:
        '`excluded`: the call is excluded, so of all that Graph sent only this row is kept, without who organized it, how it was and where. Empty: the call is stored.',
    },
    ...graphColumns({
      JoinWebUrl: {
        type: 'String',
        person: true,
        from: 'call.joinWebUrl',
        meaning: 'Address to join the meeting; peer-to-peer calls may have none.',
      },
      OrganizerParticipantId: {
        type: 'String',
        person: true,
        from: 'call.organizer_v2.id',
        meaning: "Organizer: Graph's id of the organizer entry.",
      },
      OrganizerAdministrativeUnitIds: {
        type: 'String',
        from: 'call.organizer_v2.administrativeUnitInfos',
        as: 'idList',
        meaning: 'Organizer: ids of the administrative units, joined by commas.',
      },
    }),
    ParticipantsReceived: {
      type: 'Int32',
      required: true,
      meaning: 'Participants that Graph sent. 0 beside a ParticipantCount: they were made from the sessions.',
    },
    SessionsReceived: { type: 'Int32', required: true, meaning: 'Sessions that Graph sent.' },
    SegmentsReceived: { type: 'Int32', required: true, meaning: 'Segments that Graph sent.' },
    MediaStreamsReceived: { type: 'Int32', required: true, meaning: 'Media streams that Graph sent.' },
    ...omittedColumns,
    ...generationColumns,
    VersionsStored: {
      type: 'String',
      meaning:
        'Versions of the call that were stored, and when (storedAt): the last ten, the newest last, as JSON; readAt: when it was read again from Graph. A rebuild changes none.',
    },
    FirstStartDateTime: {
      type: 'DateTime',
      required: true,
      meaning:
        'CallStartDateTime of the first version stored. Days and times in keys come from it, so keys never move.',
    },
    StoredAt: { type: 'DateTime', required: true, meaning: 'When this generation was committed.' },
    Traceparent: {
      type: 'String',
      meaning:
        'W3C trace context of the notification that brought this version, to find its logs; empty when listing found it.',
    },
    Revision: {
      type: 'Int32',
      required: true,
      meaning: 'How often this program rewrote the rows of the same version.',
    },
    Layout: {
      type: 'Int32',
      required: true,
      meaning:
        'Which columns the rows of this generation have. `./callrecords rebuild` makes rows of an earlier layout again from the document.',
    },
    DocumentRows: {
      type: 'Int32',
      required: true,
      meaning: 'Rows of this generation in CallRecordDocuments.',
    },
    DocumentBytes: {
      type: 'Int64',
      required: true,
      meaning: 'Bytes of the compressed document in those rows.',
    },
  },
});
export type CallRecordValues = RowOf<typeof callRecords>;
