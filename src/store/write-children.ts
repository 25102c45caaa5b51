/** Writes the rows of one generation, page by page as Graph delivers them. */

import { addTally, type CallTally, createCallTally } from '../classify/tally.ts';
import type { RowContext } from '../documents/row-context.ts';
import type { DocumentSize } from '../documents/write-document.ts';
import { createDocumentWriter, type DocumentWriter } from '../documents/write-document.ts';
import { forEachConcurrently } from '../language/for-each-concurrently.ts';
import type { JsonObject } from '../language/json.ts';
import type { CallRecordReading } from '../ports/graph.ts';
import type { Tables } from '../ports/storage.ts';
import type { Row } from '../tables/cell.ts';
import type { ChildTableName } from '../tables/declarations/index.ts';
import { inBatches } from '../tables/row-limits.ts';
import { addUsers, type CallUser, type CallUsers } from './call-users.ts';
import type { ChildCounts, HeadDetails } from './head-row.ts';
import { createKnownKinds } from './known-kinds.ts';
import { participantRows } from './participant-rows.ts';
import { sessionPageRows } from './session-page-rows.ts';
import { createSessionParticipants } from './session-participants.ts';

/** What Graph sent and what storage confirmed. */
export type GenerationCounts = HeadDetails['counts'];

/** What was written of one generation, and who took part in it. */
export interface WrittenGeneration extends GenerationCounts {
  readonly users: CallUsers;
  readonly quality: CallTally;
  readonly document: DocumentSize;
}

type Running = { -readonly [Kind in keyof ChildCounts]: number };

/** A generation while it is written. */
interface Writing {
  readonly tables: Tables;
  readonly context: RowContext;
  readonly document: DocumentWriter;
  readonly received: Running;
  readonly stored: Running;
  readonly users: Map<string, CallUser>;
  readonly quality: CallTally;
}

/** Batches of one table under way at once. */
const BATCHES_AT_ONCE = 4;

/**
 * Writes participants, then sessions with all below them, and the document beside them. Only the attempt that named
 * the generation writes it, so a batch whose reply was lost may simply be written again.
 */
export async function writeChildren(
  tables: Tables,
  context: RowContext,
  reading: CallRecordReading,
): Promise<WrittenGeneration> {
  const known = createKnownKinds(context.body.properties);
  const writing: Writing = {
    tables,
    context: { ...context, identityKinds: known.kinds },
    document: createDocumentWriter(tables, context),
    received: { participants: 0, sessions: 0, segments: 0, mediaStreams: 0 },
    stored: { participants: 0, sessions: 0, segments: 0, mediaStreams: 0 },
    users: new Map(),
    quality: createCallTally(),
  };
  const { received, stored, users, quality, document } = writing;

  await document.add([reading.opening]);
  for await (const { members, answers } of reading.participantPages()) {
    await document.add(answers);
    known.addParticipants(members);
    await writeParticipants(writing, participantRows(context, members, received.participants));
    received.participants += members.length;
  }
  const ofSessions = createSessionParticipants(context.body.properties, known.kinds);
  for await (const { members, answers } of reading.sessionPages()) {
    await document.add(answers);
    if (received.participants === 0) ofSessions.addSessions(members);
    await writeSessions(writing, members);
  }
  if (received.participants === 0) {
    await writeParticipants(writing, participantRows(context, ofSessions.participants(), 0, 'sessions'));
  }
  return { received, stored, users, quality, document: await document.end() };
}

async function writeParticipants(
  { tables, stored, users }: Writing,
  rows: ReadonlyArray<Row>,
): Promise<void> {
  stored.participants += await writeRows(tables, 'Participants', rows);
  addUsers(users, rows);
}

/** Writes one page of sessions with all below them. */
async function writeSessions(
  { tables, context, received, stored, users, quality }: Writing,
  page: ReadonlyArray<JsonObject>,
): Promise<void> {
  const rows = sessionPageRows(context, page, received.sessions);
  stored.sessions += await writeRows(tables, 'Sessions', rows.sessions);
  addUsers(users, rows.sessions);
  addUsers(users, rows.segments);
  stored.segments += await writeRows(tables, 'Segments', rows.segments);
  stored.mediaStreams += await writeRows(tables, 'MediaStreams', rows.mediaStreams);
  addTally(quality, rows.quality);
  received.sessions += page.length;
  received.segments += rows.received.segments;
  received.mediaStreams += rows.received.mediaStreams;
}

/** Writes rows and returns how many of them storage confirmed. */
async function writeRows(tables: Tables, table: ChildTableName, rows: ReadonlyArray<Row>): Promise<number> {
  let confirmed = 0;
  await forEachConcurrently(inBatches(rows), BATCHES_AT_ONCE, async (batch) => {
    await tables.table(table).batch(batch.map((row) => ({ kind: 'upsert', row })));
    confirmed += batch.length;
  });
  return confirmed;
}
