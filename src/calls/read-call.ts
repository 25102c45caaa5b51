/**
 * Reads one stored call: its head, and the rows of the generation that the head names, whole or not at all. A call that
 * was stored before streams were classified, or by other rules, is classified as it is read.
 */

import type { CallId } from '../language/identifiers.ts';
import { MOST_VERSIONS_MET } from '../ports/graph.ts';
import type { RowQuery } from '../ports/storage.ts';
import type { Store } from '../rows/store.ts';
import { readHeadValues } from '../store/head.ts';
import type { CallRecordValues } from '../tables/declarations/call-records.ts';
import { type MediaStreamValues, mediaStreams } from '../tables/declarations/media-streams.ts';
import { type ParticipantValues, participants } from '../tables/declarations/participants.ts';
import { type SegmentValues, segments } from '../tables/declarations/segments.ts';
import { type SessionValues, sessions } from '../tables/declarations/sessions.ts';
import { currentRange } from '../tables/former-partition.ts';
import { type CallPlace, sessionRange } from '../tables/keys.ts';
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
 * One version of a call, of which memory holds a page of at most 1,000 rows: for large meetings. Each can be iterated
 * once or more. One that ends without an error was whole; all four were the same version.
 * Streams are always classified; sessions and head say of quality what is stored: of a call that is not classified, nothing.
 * They reject with CallReplaced when a newer version took its place meanwhile, and with CallIncomplete.
 */
export interface OpenCall {
  readonly head: CallRecordValues;
  participants(): AsyncIterable<ReadonlyArray<ParticipantValues>>;
  sessions(): AsyncIterable<ReadonlyArray<SessionValues>>;
  segments(): AsyncIterable<ReadonlyArray<SegmentValues>>;
  mediaStreams(): AsyncIterable<ReadonlyArray<MediaStreamValues>>;
  /** Some rows of the version, or some of their columns: as they are stored, and as whole as all of them. */
  rows<Columns extends Readonly<Record<string, Column>>>(
    part: PartOfCall<Columns>,
  ): AsyncIterable<ReadonlyArray<ValuesOf<Columns>>>;
}

export interface PartOfCall<Columns extends Readonly<Record<string, Column>>> {
  readonly table: keyof typeof COUNTED_BY;
  readonly columns: TableDeclaration<Columns>;
  /** So many rows there must be at least. */
  readonly count: number;
  /** Only these columns travel; all of them when absent. */
  readonly select?: ReadonlyArray<string>;
  /** The position of a session, whose rows alone are read. */
  readonly session?: number;
  readonly where?: RowQuery['where'];
}

/** A newer version was stored while one was read, and its rows are going: open the call again. */
export class CallReplaced extends Error {
  override readonly name = 'CallReplaced';
}

/** Rows that the head counts are missing, because they were deleted. Ingesting the call again (a replay) restores them. */
export class CallIncomplete extends Error {
  override readonly name = 'CallIncomplete';
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
  ) => readWhole(reading, { table, columns, count: head[COUNTED_BY[table]] });
  return {
    head,
    participants: () => whole('Participants', participants),
    sessions: () => whole('Sessions', sessions),
    segments: () => whole('Segments', segments),
    mediaStreams: () => classifiedPages(head, whole('MediaStreams', mediaStreams)),
    rows: (part) => readWhole(reading, part),
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

/** Rows of the head's generation in one table. When there are fewer than were stored, the head says why. */
async function* readWhole<Columns extends Readonly<Record<string, Column>>>(
  { store, call, head }: Reading,
  { table, columns, count, select, session, where }: PartOfCall<Columns>,
): AsyncGenerator<ReadonlyArray<ValuesOf<Columns>>> {
  const all = currentRange(table, call, head);
  const range = session === undefined ? all : sessionRange(all, session);
  const query = { ...range, ...(select && { select }), ...(where && { where }) };
  let found = 0;
  for await (const page of store.table(table).query(query)) {
    found += page.length;
    yield page.map((row) => fromRow(columns, row));
  }
  if (found >= count) return;
  const current = await readHeadValues(store, call.callId);
  if (current?.Generation !== head.Generation) throw new CallReplaced(`${call.callId} has a newer version`);
  throw new CallIncomplete(`${call.callId}: ${found} rows in ${table}, ${count} were stored`);
}
