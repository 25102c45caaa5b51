import { callSummaryColumns, generationColumns, omittedColumns } from '../columns/call.ts';
import { segmentEndColumns, segmentIdentityColumns } from '../columns/ends.ts';
import { segmentColumns, sessionColumns } from '../columns/session.ts';
import { graphColumns } from '../graph-column.ts';
import { declareTable, type RowOf } from '../table.ts';

export const segments = declareTable({
  name: 'Segments',
  rowIs: 'segment of a session: a media link between two endpoints',
  partitionKey: 'callId',
  rowKey: 'tenantId_generation_session_segment',
  columns: {
    ...segmentColumns,
    ...segmentEndColumns,
    ...segmentIdentityColumns,
    ...graphColumns({
      MediaReceived: {
        type: 'Int32',
        from: 'segment.media',
        as: 'count',
        meaning: 'Media of the segment that Graph sent. A medium without streams has no row in MediaStreams.',
      },
    }),
    ...sessionColumns,
    ...callSummaryColumns,
    ...omittedColumns,
    ...generationColumns,
  },
});
export type SegmentValues = RowOf<typeof segments>;
