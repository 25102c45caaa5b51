/**
 * Reads one stored call: its head, and the rows of the generation that the head names, whole or not at all. A call that
 * was stored before streams were classified, or by other rules, is classified as it is read.
 */

import { forEachConcurrently } from '../language/for-each-concurrently.ts';
import type { CallId } from '../language/identifiers.ts';
import { MOST_VERSIONS_MET } from '../ports/graph.ts';
import { REQUESTS_AT_ONCE, type RowQuery } from '../ports/storage.ts';
import type { Store } from '../rows/store.ts';
import { readHeadValues } from '../store/head.ts';
import type { CallRecordValues } from '../tables/declarations/call-records.ts';
import { type MediaStreamValues, mediaStreams } from '../tables/declarations/media-streams.ts';
import { type ParticipantValues, participants } from '../tables/declarations/participants.ts';
import { type SegmentValues, segments } from '../tables/declarations/segments.ts';
import { type SessionValues, sessions } from '../tables/declarations/sessions.ts';
import { currentRange } from '../tables/former-partition.ts';
import { type CallPlace, type KeyRange, positionsRange } from '../tables/keys.ts';
import { type Column, fromRow, type TableDeclaration, type ValuesOf } from '../tables/table.ts';
import { classifiedCall, classifiedStream, isClassified } from './classified-call.ts';

/** One whole version of a call. Rows stand in Graph's order. */
export interface StoredCall {
  readonly head: CallRecordValues;
  readonly participants: ReadonlyArray<ParticipantValues>;
  readonly sessions: ReadonlyArray<SessionValues>;
  readonly segments: ReadonlyArray<SegmentValues>;
  readonly mediaStreams: ReadonlyArray<MediaStreamValues>;
}

/**
 * One version of a call, of which memory holds a page of at most 250 rows: for large meetings. Each can be iterated once
 * or more. One that ends without an error was whole; all four were the same version.
 * Streams are always classified; sessions and head say of quality what is stored: of a call that is not classified, nothing.
 * They reject with CallReplaced when a newer version took its place meanwhile, and with CallIncomplete.
 */
export interface OpenCall {
  readonly head: CallRecordValues;
  participants(): AsyncIterable<ReadonlyArray<ParticipantValues>>;
  sessions(): AsyncIterable<ReadonlyArray<SessionValues>>;
  segments(): AsyncIterable<ReadonlyArray<SegmentValues>>;
  mediaStreams(): AsyncIterable<ReadonlyArray<MediaStreamValues>>;
  /** All participants or sessions, some of their columns: several pages at once, since a large meeting has many. */
  everyRow<Columns extends Readonly<Record<string, Column>>>(
    table: 'Participants' | 'Sessions',
    columns: TableDeclaration<Columns>,
  ): Promise<ReadonlyArray<ValuesOf<Columns>>>;
  /** Some rows of sessions that follow each other, some of their columns: as they are stored, and as whole as all of them. */
  rowsOfSessions<Columns extends Readonly<Record<string, Column>>>(
    part: PartOfSessions<Columns>,
  ): AsyncIterable<ReadonlyArray<ValuesOf<Columns>>>;
}

export interface PartOfSessions<Columns extends Readonly<Record<string, Column>>> {
  readonly table: 'Segments' | 'MediaStreams';
  readonly columns: TableDeclaration<Columns>;
  /** So many rows there must be at least. */
  readonly count: number;
  /** Positions of sessions, both included. */
  readonly first: number;
  readonly last: number;
  readonly where: NonNullable<RowQuery['where']>;
}

/** A newer version was stored while one was read, and its rows are going: open the call again. */
export class CallReplaced extends Error {
  override readonly name = 'CallReplaced';
}

/** Rows that the head counts are missing, because they were deleted. Ingesting the call again (a replay) restores them. */
export class CallIncomplete extends Error {
  override readonly name = 'CallIncomplete';
  readonly callId: CallId;

  constructor(callId: CallId, problem: string) {
    super(`${callId}: ${problem}`);
    this.callId = callId;
  }
}

/** Reads a call whole; undefined when no version of it is stored. Rejects with CallIncomplete. */
export async function readCall(store: Store, callId: CallId): Promise<StoredCall | undefined> {
  return await withCurrent(store, callId, async (call) => {
    const read = {
      head: call.head,
      participants: await collected(call.participants()),
      sessions: await collected(call.sessions()),
      segments: await collected(call.segments()),
      mediaStreams: await collected(call.mediaStreams()),
    };
    return isClassified(call.head) ? read : classifiedCall(read);
  });
}

/**
 * Does something with the current version of a call; does it again when a newer one took its place meanwhile. Undefined
 * when no version is stored.
 */
export async function withCurrent<Result>(
  store: Store,
  callId: CallId,
  use: (call: OpenCall) => Promise<Result>,
): Promise<Result | undefined> {
  for (let reading = 1; ; reading += 1) {
    const call = await openCall(store, callId);
    if (call === undefined) return undefined;
    try {
      return await use(call);
    } catch (error) {
      if (!(error instanceof CallReplaced) || reading === MOST_VERSIONS_MET) throw error;
    }
  }
}

/** All rows of some pages. */
export async function collected<Values>(
  pages: AsyncIterable<ReadonlyArray<Values>>,
): Promise<ReadonlyArray<Values>> {
  const all: Array<Values> = [];
  for await (const page of pages) all.push(...page);
  return all;
}

/** While a page is taken apart, memory holds it some ten times: a row of media streams with all its columns is 40 KB. */
const ROWS_OF_A_PAGE = 250;

/** Opens a call to be read page by page; undefined when no version of it is stored. */
export async function openCall(store: Store, callId: CallId): Promise<OpenCall | undefined> {
  const head = await readHeadValues(store, callId);
  if (head === undefined) return undefined;
  const reading = {
    store,
    call: { tenantId: store.tenantId, callId, firstStartDateTime: head.FirstStartDateTime },
    head,
  };
  const whole = <Columns extends Readonly<Record<string, Column>>>(
    table: keyof typeof COUNTED_BY,
    columns: TableDeclaration<Columns>,
  ) => {
    const query = { ...rangeOf(reading, table), rowsOfPage: ROWS_OF_A_PAGE };
    return readWhole(reading, { table, columns, count: head[COUNTED_BY[table]], query });
  };
  return {
    head,
    participants: () => whole('Participants', participants),
    sessions: () => whole('Sessions', sessions),
    segments: () => whole('Segments', segments),
    mediaStreams: () => classifiedPages(head, whole('MediaStreams', mediaStreams)),
    everyRow: (table, columns) => readEveryRow(reading, table, columns),
    rowsOfSessions: ({ first, last, where, ...part }) => {
      const select = Object.keys(part.columns.columns);
      const query = { ...positionsRange(rangeOf(reading, part.table), first, last), select, where };
      return readWhole(reading, { ...part, query });
    },
  };
}

async function* classifiedPages(
  head: CallRecordValues,
  pages: AsyncIterable<ReadonlyArray<MediaStreamValues>>,
): AsyncGenerator<ReadonlyArray<MediaStreamValues>> {
  for await (const page of pages) yield isClassified(head) ? page : page.map(classifiedStream);
}

/** Which column of the head counts the rows of a table. */
const COUNTED_BY = {
  Participants: 'ParticipantCount',
  Sessions: 'SessionCount',
  Segments: 'SegmentCount',
  MediaStreams: 'MediaStreamCount',
} as const;

interface Reading {
  readonly store: Store;
  readonly call: CallPlace;
  readonly head: CallRecordValues;
}

function rangeOf({ call, head }: Reading, table: keyof typeof COUNTED_BY): KeyRange {
  return currentRange(table, call, head);
}

interface Part<Columns extends Readonly<Record<string, Column>>> {
  readonly table: keyof typeof COUNTED_BY;
  readonly columns: TableDeclaration<Columns>;
  readonly count: number;
  readonly query: RowQuery;
}

/** Rows of the head's generation in one table, page by page. */
async function* readWhole<Columns extends Readonly<Record<string, Column>>>(
  reading: Reading,
  { table, columns, count, query }: Part<Columns>,
): AsyncGenerator<ReadonlyArray<ValuesOf<Columns>>> {
  let found = 0;
  for await (const page of reading.store.table(table).query(query)) {
    found += page.length;
    yield page.map((row) => fromRow(columns, row));
  }
  await checkFound(reading, table, { found, count });
}

/** The positions of a request: what the service answers at most. */
const ROWS_AT_ONCE = 1_000;

/** Rows stand at their positions, one at each: the head's count says where every page begins. */
async function readEveryRow<Columns extends Readonly<Record<string, Column>>>(
  reading: Reading,
  table: 'Participants' | 'Sessions',
  columns: TableDeclaration<Columns>,
): Promise<ReadonlyArray<ValuesOf<Columns>>> {
  const count = reading.head[COUNTED_BY[table]];
  const range = rangeOf(reading, table);
  const select = Object.keys(columns.columns);
  const parts: Array<ReadonlyArray<ValuesOf<Columns>>> = Array.from({
    length: Math.ceil(count / ROWS_AT_ONCE),
  });
  await forEachConcurrently([...parts.keys()], REQUESTS_AT_ONCE, async (part) => {
    const first = part * ROWS_AT_ONCE;
    const query = { ...positionsRange(range, first, first + ROWS_AT_ONCE - 1), select };
    const rows = await collected(reading.store.table(table).query(query));
    parts[part] = rows.map((row) => fromRow(columns, row));
  });
  const all = parts.flat();
  await checkFound(reading, table, { found: all.length, count });
  return all;
}

/** When there are fewer rows than were stored, the head says why. Rejects with CallReplaced and CallIncomplete. */
async function checkFound(
  { store, call, head }: Reading,
  table: keyof typeof COUNTED_BY,
  { found, count }: { readonly found: number; readonly count: number },
): Promise<void> {
  if (found >= count) return;
  const current = await readHeadValues(store, call.callId);
  if (current?.Generation !== head.Generation) throw new CallReplaced(`${call.callId} has a newer version`);
  throw new CallIncomplete(call.callId, `${found} rows in ${table}, ${count} were stored`);
}
