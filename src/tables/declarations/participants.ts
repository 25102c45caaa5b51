import { callStartColumns, generationColumns, omittedColumns } from '../columns/call.ts';
import { identityColumns, identityDetailColumns } from '../columns/identity.ts';
import { graphColumns, placed } from '../graph-column.ts';
import { declareTable, type RowOf } from '../table.ts';

export const participants = declareTable({
  name: 'Participants',
  rowIs: 'participant of a call',
  partitionKey: 'callId',
  rowKey: 'tenantId_generation_participant',
  columns: {
    ...placed('', 'participant.identity', identityColumns),
    ...placed('', 'participant.identity', identityDetailColumns),
    ...callStartColumns,
    ParticipantOrdinal: {
      type: 'Int32',
      required: true,
      meaning:
        "Position in Graph's list, or among those made from the sessions, from 0. Ids may repeat, positions do not.",
    },
    Source: {
      type: 'String',
      required: true,
      meaning:
        'Where the row comes from. participants_v2: the list of participants. sessions: the ends of the sessions, when that list is missing.',
    },
    ...graphColumns({
      ParticipantId: {
        type: 'String',
        person: true,
        from: 'participant.id',
        meaning: "Graph's id of the entry: mostly that of the identity, but not always, and not unique.",
      },
      AdministrativeUnitIds: {
        type: 'String',
        from: 'participant.administrativeUnitInfos',
        as: 'idList',
        meaning: 'Ids of the administrative units that the participant belongs to, joined by commas.',
      },
    }),
    ...omittedColumns,
    ...generationColumns,
  },
});
export type ParticipantValues = RowOf<typeof participants>;
