/** Adds the quality of its streams to the rows of a session. */

import { classifiedColumns } from '../classify/classified-columns.ts';
import { classifyStream, streamQuality } from '../classify/classify-stream.ts';
import {
  addSession,
  addStream,
  type CallTally,
  createStreamTally,
  sessionQuality,
} from '../classify/tally.ts';
import type { Row } from '../tables/cell.ts';
import { mediaStreams as mediaStreamsTable } from '../tables/declarations/media-streams.ts';
import { segments as segmentsTable } from '../tables/declarations/segments.ts';
import { sessions as sessionsTable } from '../tables/declarations/sessions.ts';
import { fromRow, toCells, withColumns } from '../tables/table.ts';

/** A session's own row, and those of what is inside it. */
export interface SessionRows {
  readonly session: Row;
  readonly segments: ReadonlyArray<Row>;
  readonly mediaStreams: ReadonlyArray<Row>;
}

const ended = withColumns(sessionsTable, [
  'SessionFailureStage',
  'CallerFeedbackRating',
  'CalleeFeedbackRating',
]);
const rated = withColumns(segmentsTable, ['CallerFeedbackRating', 'CalleeFeedbackRating']);

/** The rows that have columns of quality, with these columns; adds the session to those of its call. */
export function classifySession(
  { session, segments, mediaStreams }: SessionRows,
  call: CallTally,
): Pick<SessionRows, 'session' | 'mediaStreams'> {
  const streams = createStreamTally();
  const classified = mediaStreams.map((row) => {
    const classification = classifyStream(fromRow(classifiedColumns, row));
    addStream(streams, classification);
    return { ...row, cells: { ...row.cells, ...toCells(mediaStreamsTable, streamQuality(classification)) } };
  });
  addSession(call, {
    streams,
    session: fromRow(ended, session),
    segments: segments.map((row) => fromRow(rated, row)),
  });
  const cells = { ...session.cells, ...toCells(sessionsTable, sessionQuality(streams)) };
  return { session: { ...session, cells }, mediaStreams: classified };
}
