import { callSummaryColumns, generationColumns, omittedColumns } from '../columns/call.ts';
import { sessionEndColumns, sessionIdentityColumns } from '../columns/ends.ts';
import { streamCountColumns } from '../columns/quality.ts';
import { sessionColumns } from '../columns/session.ts';
import { graphColumns } from '../graph-column.ts';
import { declareTable, type RowOf } from '../table.ts';

export const sessions = declareTable({
  name: 'Sessions',
  rowIs: "session: one participant's connection to the other or to the meeting",
  partitionKey: 'callId',
  rowKey: 'tenantId_generation_session',
  columns: {
    ...sessionColumns,
    ...streamCountColumns,
    ...sessionEndColumns,
    ...sessionIdentityColumns,
    ...graphColumns({
      SegmentsReceived: {
        type: 'Int32',
        from: 'session.segments',
        as: 'count',
        meaning: 'Segments of the session that Graph sent.',
      },
    }),
    ...callSummaryColumns,
    ...omittedColumns,
    ...generationColumns,
  },
});
export type SessionValues = RowOf<typeof sessions>;
