import { callSummaryColumns, generationColumns, omittedColumns, organizerColumns } from '../columns/call.ts';
import { deviceColumns } from '../columns/device.ts';
import { segmentEndColumns } from '../columns/ends.ts';
import { mediaStreamColumns } from '../columns/media-stream.ts';
import { networkColumns } from '../columns/network.ts';
import { streamQualityColumns } from '../columns/quality.ts';
import { segmentColumns, sessionColumns } from '../columns/session.ts';
import { graphColumns, placed } from '../graph-column.ts';
import { declareTable, type RowOf } from '../table.ts';

export const mediaStreams = declareTable({
  name: 'MediaStreams',
  rowIs: 'media stream, with both ends, session, segment and call: the table for reports, read by days',
  partitionKey:
    'tenantId_yyyy-MM-dd_x, the day of FirstStartDateTime and the first digit of the call id: a day is the keys from tenantId_yyyy-MM-dd up to the next day',
  rowKey: 'callId_generation_session_segment_media_stream',
  columns: {
    ...callSummaryColumns,
    ...organizerColumns,
    ...graphColumns({
      MediaLabel: {
        type: 'String',
        from: 'media.label',
        meaning: 'What the media is: main-audio, main-video, applicationsharing-video and the like.',
      },
    }),
    ...streamQualityColumns,
    ...mediaStreamColumns,
    ...segmentEndColumns,
    ...placed('Caller', 'media.callerDevice', deviceColumns),
    ...placed('Caller', 'media.callerNetwork', networkColumns),
    ...placed('Callee', 'media.calleeDevice', deviceColumns),
    ...placed('Callee', 'media.calleeNetwork', networkColumns),
    ...sessionColumns,
    ...segmentColumns,
    MediaOrdinal: {
      type: 'Int32',
      required: true,
      meaning: 'Position of the media in its segment, from 0.',
    },
    StreamOrdinal: {
      type: 'Int32',
      required: true,
      meaning: 'Position of the stream in its media, from 0.',
    },
    ...omittedColumns,
    ...generationColumns,
  },
});
export type MediaStreamValues = RowOf<typeof mediaStreams>;
