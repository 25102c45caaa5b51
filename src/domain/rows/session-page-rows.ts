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
  const callCells = {
    ofSession: ofSession.call({ call }),
    ofSegment: ofSegment.call({ call }),
    ofStream: ofStream.call({ call }),
  };
  const page = startPage(context);
  for (const [index, session] of sessions.entries()) {
    addSession(page, firstOrdinal + index, { call, session }, callCells);
  }
  const { segments, mediaStreams, received } = page;
  return { sessions: page.sessions, segments, mediaStreams, received };
}

/** What the rows of each table say about the call, read once for a page. */
interface CallCells {
  readonly ofSession: GraphCells;
  readonly ofSegment: GraphCells;
  readonly ofStream: GraphCells;
}

/** Collects the rows while the page is walked; the layers of cells follow the walk inwards. */
interface Page {
  readonly sessions: Array<Row>;
  readonly segments: Array<Row>;
  readonly mediaStreams: Array<Row>;
  readonly received: { segments: number; mediaStreams: number };
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
      return composeRow(childKey(table, place, generation, positions), shared, read, own);
    },
  };
}

function addSession(page: Page, position: number, graph: GraphContext, call: CallCells): void {
  page.sessions.push(page.row('Sessions', [position], call.ofSession, ofSession.session(graph)));
  const { received, objects } = elementsOf(graph.session?.segments);
  page.received.segments += received;
  if (objects.length === 0) return;
  const segmentOuter = layered(call.ofSegment, ofSegment.session(graph));
  const streamOuter = layered(call.ofStream, ofStream.session(graph));
  for (const [index, segment] of objects) {
    const inSegment = { ...graph, segment };
    const positions = [position, index];
    page.segments.push(page.row('Segments', positions, segmentOuter, ofSegment.segment(inSegment)));
    addMedia(page, positions, inSegment, streamOuter);
  }
}

function addMedia(
  page: Page,
  positions: ReadonlyArray<number>,
  graph: GraphContext,
  outer: GraphCells,
): void {
  const { received, objects } = elementsOf(graph.segment?.media);
  page.received.mediaStreams += received - objects.length;
  if (objects.length === 0) return;
  const mediaOuter = layered(outer, ofStream.segment(graph));
  for (const [index, media] of objects) {
    addStreams(page, [...positions, index], { ...graph, media }, mediaOuter);
  }
}

function addStreams(
  page: Page,
  positions: ReadonlyArray<number>,
  graph: GraphContext,
  outer: GraphCells,
): void {
  const { received, objects } = elementsOf(graph.media?.streams);
  page.received.mediaStreams += received;
  if (objects.length === 0) return;
  const streamOuter = layered(outer, ofStream.media(graph));
  for (const [index, stream] of objects) {
    const read = ofStream.stream({ ...graph, stream });
    page.mediaStreams.push(page.row('MediaStreams', [...positions, index], streamOuter, read));
  }
}

interface Elements {
  readonly received: number;
  /** The objects with their positions in Graph's array. */
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
