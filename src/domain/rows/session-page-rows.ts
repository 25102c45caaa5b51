/** Rows of the tables Sessions, Segments and MediaStreams, from one page of sessions. */

import type { Cell, Row } from '../cell.ts';
import { type GraphCells, graphCellReaders } from '../graph-cells.ts';
import type { GraphContext } from '../graph-path.ts';
import { isJsonObject, type Json, type JsonObject } from '../json.ts';
import { childKey } from '../keys.ts';
import type { ChildTableName } from '../tables/index.ts';
import { mediaStreams as mediaStreamsTable } from '../tables/media-streams.ts';
import { segments as segmentsTable } from '../tables/segments.ts';
import { sessions as sessionsTable } from '../tables/sessions.ts';
import { composeRow, layered } from './compose-row.ts';
import { placeOf, type RowContext } from './row-context.ts';

const ofSession = graphCellReaders(sessionsTable.columns);
const ofSegment = graphCellReaders(segmentsTable.columns);
const ofStream = graphCellReaders(mediaStreamsTable.columns);

export interface SessionPageRows {
  readonly sessions: ReadonlyArray<Row>;
  readonly segments: ReadonlyArray<Row>;
  readonly mediaStreams: ReadonlyArray<Row>;
  /**
   * Elements that Graph sent inside these sessions, readable or not: what is not an object has no row, yet counts,
   * and so does a value where an array was due. A medium that is no object counts as one stream.
   */
  readonly received: { readonly segments: number; readonly mediaStreams: number };
}

/** The rows of a page; `firstOrdinal` is how many sessions came on the pages before. */
export function sessionPageRows(
  context: RowContext,
  sessions: ReadonlyArray<JsonObject>,
  firstOrdinal: number,
): SessionPageRows {
  const call = context.body.properties;
  const page = startPage(context);
  const shared = {
    session: ofSession.call({ call }),
    segment: ofSegment.call({ call }),
    stream: ofStream.call({ call }),
  };
  for (const [index, session] of sessions.entries()) {
    addSession(page, firstOrdinal + index, { call, session }, shared);
  }
  const { segments, mediaStreams, received } = page;
  return { sessions: page.sessions, segments, mediaStreams, received };
}

/** Collects the rows while the page is walked inwards. */
interface Page {
  readonly sessions: Array<Row>;
  readonly segments: Array<Row>;
  readonly mediaStreams: Array<Row>;
  readonly received: { segments: number; mediaStreams: number };
  /** A row at these positions, of the cells that it shares with its siblings and the cells that it alone has. */
  row(table: ChildTableName, positions: ReadonlyArray<number>, shared: GraphCells, read: GraphCells): Row;
}

const ordinalColumns = ['SessionOrdinal', 'SegmentOrdinal', 'MediaOrdinal', 'StreamOrdinal'] as const;

function startPage(context: RowContext): Page {
  const generation = context.generation.name;
  const place = placeOf(context);
  return {
    sessions: [],
    segments: [],
    mediaStreams: [],
    received: { segments: 0, mediaStreams: 0 },
    row(table, positions, shared, read) {
      const own: Record<string, Cell> = { Generation: { type: 'String', value: generation } };
      for (const [depth, column] of ordinalColumns.entries()) {
        const value = positions[depth];
        if (value !== undefined) own[column] = { type: 'Int32', value };
      }
      return composeRow(childKey(table, place, generation, positions), own, shared, read);
    },
  };
}

function addSession(
  page: Page,
  position: number,
  graph: GraphContext,
  shared: { readonly session: GraphCells; readonly segment: GraphCells; readonly stream: GraphCells },
): void {
  page.sessions.push(page.row('Sessions', [position], shared.session, ofSession.session(graph)));
  const { received, objects } = elementsOf(graph.session?.segments);
  page.received.segments += received;
  if (objects.length === 0) return;
  const inside = {
    segment: layered(shared.segment, ofSegment.session(graph)),
    stream: layered(shared.stream, ofStream.session(graph)),
  };
  for (const [index, segment] of objects) {
    addSegment(page, [position, index], { ...graph, segment }, inside);
  }
}

function addSegment(
  page: Page,
  positions: ReadonlyArray<number>,
  graph: GraphContext,
  shared: { readonly segment: GraphCells; readonly stream: GraphCells },
): void {
  page.segments.push(page.row('Segments', positions, shared.segment, ofSegment.segment(graph)));
  const { received, objects } = elementsOf(graph.segment?.media);
  page.received.mediaStreams += received - objects.length;
  if (objects.length === 0) return;
  const inside = layered(shared.stream, ofStream.segment(graph));
  for (const [index, media] of objects) addMedia(page, [...positions, index], { ...graph, media }, inside);
}

function addMedia(
  page: Page,
  positions: ReadonlyArray<number>,
  graph: GraphContext,
  shared: GraphCells,
): void {
  const { received, objects } = elementsOf(graph.media?.streams);
  page.received.mediaStreams += received;
  if (objects.length === 0) return;
  const inside = layered(shared, ofStream.media(graph));
  for (const [index, stream] of objects) {
    const read = ofStream.stream({ ...graph, stream });
    page.mediaStreams.push(page.row('MediaStreams', [...positions, index], inside, read));
  }
}

interface Elements {
  readonly received: number;
  /** The objects, each with its position in Graph's array. */
  readonly objects: ReadonlyArray<readonly [number, JsonObject]>;
}

function elementsOf(value: Json | undefined): Elements {
  if (value === undefined || value === null) return { received: 0, objects: [] };
  if (!Array.isArray(value)) return { received: 1, objects: [] };
  const objects = value.flatMap((element, index) =>
    isJsonObject(element) ? [[index, element] as const] : [],
  );
  return { received: value.length, objects };
}
