/** Writes the rows of one generation, page by page as Graph delivers them. */

import { addUsers, type CallUser, type CallUsers } from '../domain/call-users.ts';
import type { Row } from '../domain/cell.ts';
import { inBatches } from '../domain/row-limits.ts';
import type { ChildCounts, HeadDetails } from '../domain/rows/head-row.ts';
import { participantRows } from '../domain/rows/participant-rows.ts';
import type { RowContext } from '../domain/rows/row-context.ts';
import { sessionPageRows } from '../domain/rows/session-page-rows.ts';
import type { ChildTableName } from '../domain/tables/index.ts';
import type { CallRecordReading, Tables } from '../ports.ts';
import { forEachConcurrently } from './for-each-concurrently.ts';

/** What Graph sent and what storage confirmed. */
export type GenerationCounts = HeadDetails['counts'];

/** What was written of one generation, and who took part in it. */
export interface WrittenGeneration extends GenerationCounts {
  readonly users: CallUsers;
}

type Running = { -readonly [Kind in keyof ChildCounts]: number };

/** Batches of one table under way at once. */
const BATCHES_AT_ONCE = 4;

/**
 * Writes participants, then sessions with all below them. Only the attempt that named the generation writes it,
 * so a batch whose reply was lost may simply be written again.
 */
export async function writeChildren(
  tables: Tables,
  context: RowContext,
  reading: CallRecordReading,
): Promise<WrittenGeneration> {
  const received: Running = { participants: 0, sessions: 0, segments: 0, mediaStreams: 0 };
  const stored: Running = { participants: 0, sessions: 0, segments: 0, mediaStreams: 0 };
  const users = new Map<string, CallUser>();

  for await (const participants of reading.participantPages()) {
    const rows = participantRows(context, participants, received.participants);
    stored.participants += await writeRows(tables, 'Participants', rows);
    addUsers(users, rows);
    received.participants += participants.length;
  }
  for await (const sessions of reading.sessionPages()) {
    const rows = sessionPageRows(context, sessions, received.sessions);
    stored.sessions += await writeRows(tables, 'Sessions', rows.sessions);
    addUsers(users, rows.sessions);
    stored.segments += await writeRows(tables, 'Segments', rows.segments);
    stored.mediaStreams += await writeRows(tables, 'MediaStreams', rows.mediaStreams);
    received.sessions += sessions.length;
    received.segments += rows.received.segments;
    received.mediaStreams += rows.received.mediaStreams;
  }
  return { received, stored, users };
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
