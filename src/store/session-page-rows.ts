/** Rows of the tables Sessions, Segments and MediaStreams, from one page of sessions. */

import { type CallTally, createCallTally } from '../classify/tally.ts';
import { placeOf, type RowContext } from '../documents/row-context.ts';
import { isJsonObject, type Json, type JsonObject } from '../language/json.ts';
import type { Row } from '../tables/cell.ts';
import type { ChildTableName } from '../tables/declarations/index.ts';
import { mediaStreams as mediaStreamsTable } from '../tables/declarations/media-streams.ts';
import { segments as segmentsTable } from '../tables/declarations/segments.ts';
import { sessions as sessionsTable } from '../tables/declarations/sessions.ts';
import { type GraphCells, graphCellReaders } from '../tables/graph-cells.ts';
import type { GraphContext } from '../tables/graph-path.ts';
import { childKey } from '../tables/keys.ts';
import { classifySession } from './classify-session.ts';
import { composeRow } from './compose-row.ts';

const ofSession = graphCellReaders(sessionsTable.columns);
const ofSegment = graphCellReaders(segmentsTable.columns);
const ofStream = graphCellReaders(mediaStreamsTable.columns);

export interface SessionPageRows {
  readonly sessions: ReadonlyArray<Row>;
  readonly segments: ReadonlyArray<Row>;
  readonly mediaStreams: ReadonlyArray<Row>;
  /** What the streams come to. */
  readonly quality: CallTally;
  readonly received: ReceivedInside;
}

/**
 * Elements that Graph sent inside some sessions, readable or not: what is not an object has no row, yet counts, and so
 * does a value where an array was due. A medium that is not an object counts as one stream.
 */
export interface ReceivedInside {
  readonly segments: number;
  readonly mediaStreams: number;
}

export function receivedInside(sessions: ReadonlyArray<JsonObject>): ReceivedInside {
  const counted = { segments: 0, mediaStreams: 0 };
  for (const session of sessions) {
    const segments = elementsOf(session.segments);
    counted.segments += segments.received;
    for (const [, segment] of segments.objects) {
      const media = elementsOf(segment.media);
      counted.mediaStreams += media.received - media.objects.length;
      for (const [, { streams }] of media.objects) counted.mediaStreams += elementsOf(streams).received;
    }
  }
  return counted;
}

/** The rows of a page; `firstOrdinal` is how many sessions came on the pages before. */
export function sessionPageRows(
  context: RowContext,
  sessions: ReadonlyArray<JsonObject>,
  firstOrdinal: number,
): SessionPageRows {
  const { identityKinds } = context;
  const call = context.body.properties;
  const own: Row['cells'] = { Generation: { type: 'String', value: context.generation.name } };
  const outer = {
    session: ofSession.call({ call }, own),
    segment: ofSegment.call({ call }, own),
    stream: ofStream.call({ call }, own),
  };
  const page = startPage(context);
  for (const [index, session] of sessions.entries()) {
    addSession(page, firstOrdinal + index, { call, session, identityKinds }, outer);
  }
  return { ...page, received: receivedInside(sessions) };
}

/** Collects the rows while the page is walked inwards. */
interface Page {
  readonly sessions: Array<Row>;
  readonly segments: Array<Row>;
  readonly mediaStreams: Array<Row>;
  readonly quality: CallTally;
  row(table: ChildTableName, positions: ReadonlyArray<number>, read: GraphCells): Row;
}

function startPage(context: RowContext): Page {
  const { generation } = context;
  const place = placeOf(context);
  return {
    sessions: [],
    segments: [],
    mediaStreams: [],
    quality: createCallTally(),
    row(table, positions, read) {
      return composeRow(childKey(table, place, generation.name, positions), read);
    },
  };
}

/** What was read further out for the rows of each table. */
interface Outer {
  readonly session: GraphCells;
  readonly segment: GraphCells;
  readonly stream: GraphCells;
}

function addSession(page: Page, position: number, graph: GraphContext, outer: Outer): void {
  const own: Row['cells'] = { SessionOrdinal: { type: 'Int32', value: position } };
  const session = page.row('Sessions', [position], ofSession.session(graph, own, outer.session));
  const { objects } = elementsOf(graph.session?.segments);
  const inside: Page = { ...page, segments: [], mediaStreams: [] };
  if (objects.length > 0) {
    const inner = {
      segment: ofSegment.session(graph, own, outer.segment),
      stream: ofStream.session(graph, own, outer.stream),
    };
    for (const [index, segment] of objects) {
      addSegment(inside, [position, index], { ...graph, segment: withEnds(segment, graph.session) }, inner);
    }
  }
  const { segments, mediaStreams } = inside;
  const classified = classifySession({ session, segments, mediaStreams }, page.quality);
  page.sessions.push(classified.session);
  for (const row of segments) page.segments.push(row);
  for (const row of classified.mediaStreams) page.mediaStreams.push(row);
}

/** Graph's own sample has a segment without its ends: those of its session serve. */
function withEnds(segment: JsonObject, { caller, callee }: JsonObject = {}): JsonObject {
  return { ...segment, caller: segment.caller ?? caller, callee: segment.callee ?? callee };
}

function addSegment(
  page: Page,
  positions: readonly [session: number, segment: number],
  graph: GraphContext,
  outer: Omit<Outer, 'session'>,
): void {
  const own: Row['cells'] = { SegmentOrdinal: { type: 'Int32', value: positions[1] } };
  page.segments.push(page.row('Segments', positions, ofSegment.segment(graph, own, outer.segment)));
  const { objects } = elementsOf(graph.segment?.media);
  if (objects.length === 0) return;
  const inner = ofStream.segment(graph, own, outer.stream);
  for (const [index, media] of objects) addMedia(page, [...positions, index], { ...graph, media }, inner);
}

function addMedia(
  page: Page,
  positions: readonly [session: number, segment: number, media: number],
  graph: GraphContext,
  outer: GraphCells,
): void {
  const { objects } = elementsOf(graph.media?.streams);
  if (objects.length === 0) return;
  const inner = ofStream.media(graph, { MediaOrdinal: { type: 'Int32', value: positions[2] } }, outer);
  for (const [value, stream] of objects) {
    const own: Row['cells'] = { StreamOrdinal: { type: 'Int32', value } };
    const read = ofStream.stream({ ...graph, stream }, own, inner);
    page.mediaStreams.push(page.row('MediaStreams', [...positions, value], read));
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
