/**
 * Commits one reading of a call record: children first, under a generation nobody else writes; then the head,
 * by ETag. Until the head is swapped readers see the previous version whole, afterwards the new one whole.
 */

import { placeOf, type RowContext } from '../documents/row-context.ts';
import { toDateTime } from '../language/date-time.ts';
import type { TenantId } from '../language/identifiers.ts';
import { compareVersions } from '../language/version.ts';
import { type Clock, DeadlineExceeded } from '../ports/clock.ts';
import { type CallRecordReading, VersionMoved } from '../ports/graph.ts';
import type { Random } from '../ports/random.ts';
import { StorageFailure, type Tables } from '../ports/storage.ts';
import type { Row } from '../tables/cell.ts';
import { createGeneration, RANDOM_PART_LENGTH } from '../tables/generation.ts';
import { type Head, headIn, readHead } from './head.ts';
import { headRow } from './head-row.ts';
import { settle } from './settle.ts';
import { sweepGeneration } from './sweep.ts';
import { type WrittenGeneration, writeChildren } from './write-children.ts';

export interface StoreDependencies {
  readonly tenantId: TenantId;
  readonly tables: Tables;
  readonly clock: Clock;
  readonly random: Random;
}

export interface StoreOptions {
  /** Write an equal version again, as the next revision. */
  readonly rewrite: boolean;
  /** An earlier attempt may have left rows behind: settle even when there is nothing to store. */
  readonly mayHaveLeftovers: boolean;
  /** Of the notification that brought what was read, where one did. */
  readonly traceparent?: string | undefined;
}

/**
 * How storing a reading ended. `overtaken`: another attempt committed first, or Graph moved on to another version;
 * our rows are gone, begin again.
 */
export type StoreResult = 'stored' | 'superseded' | 'overtaken';

/**
 * Rejects with GraphFailure from the reading; its rows are gone then. Only where storage fails or the deadline is over
 * rows are left, which the settle of a later attempt deletes.
 */
export async function storeCallRecord(
  dependencies: StoreDependencies,
  reading: CallRecordReading,
  options: StoreOptions,
): Promise<StoreResult> {
  const { tenantId, tables, clock, random } = dependencies;
  const { record } = reading;
  const { mayHaveLeftovers } = options;
  const call = {
    tenantId,
    callId: record.callId,
    readingStart: record.startDateTime,
    mayHaveLeftovers,
  };

  const head = await readHead(tables, tenantId, record.callId);
  const revision = revisionToWrite(head, reading, options);
  if (revision === undefined) {
    if (mayHaveLeftovers) await settle(tables, call);
    return 'superseded';
  }
  const generation = createGeneration(record, revision, random.hex(RANDOM_PART_LENGTH));
  const firstStartDateTime = head?.firstStartDateTime ?? record.startDateTime;
  const context = { tenantId, body: record, generation, firstStartDateTime };

  const written = await writeGeneration(tables, context, reading);
  if (written === 'moved') return 'overtaken';
  const { document } = written;
  // An equal version was brought by whatever brought it first, unless another notification made it be read again.
  const traceparent = options.traceparent ?? (revision > 0 ? head?.traceparent : undefined);
  const row = headRow(context, { storedAt: toDateTime(clock.now()), counts: written, document, traceparent });
  const committed = await swap(dependencies, reading, row, head);
  if (committed === undefined) {
    await sweepGeneration(tables, placeOf(context), generation.name);
    return 'overtaken';
  }
  await settle(tables, { ...call, commit: { head: committed, users: written.users, previous: head } });
  return 'stored';
}

/** Writes all children of one version, or none that stay; `moved` when Graph showed another version on the way. */
async function writeGeneration(
  tables: Tables,
  context: RowContext,
  reading: CallRecordReading,
): Promise<WrittenGeneration | 'moved'> {
  try {
    const written = await writeChildren(tables, context, reading);
    await reading.confirm();
    return written;
  } catch (error) {
    if (!isLeftToNextAttempt(error)) await sweepGeneration(tables, placeOf(context), context.generation.name);
    if (error instanceof VersionMoved) return 'moved';
    throw error;
  }
}

/**
 * Whether rows stay for the settle of the attempt that follows: storage that fails deletes nothing either, and after
 * the deadline there is no time. Any other attempt may be the last one: after a dead letter nobody would delete them.
 */
function isLeftToNextAttempt(error: unknown): boolean {
  return error instanceof DeadlineExceeded || (error instanceof StorageFailure && error.mayPass);
}

/** The revision under which the reading is to be written, or undefined when what is stored is as new. */
function revisionToWrite(
  head: Head | undefined,
  { record }: CallRecordReading,
  { rewrite }: StoreOptions,
): number | undefined {
  if (head === undefined) return 0;
  const order = compareVersions(record, head.generation);
  if (order > 0) return 0;
  return order === 0 && rewrite ? head.generation.revision + 1 : undefined;
}

/** Makes the row the head in place of the previous one. Undefined when another attempt was faster. */
async function swap(
  { tables, tenantId }: StoreDependencies,
  { record }: CallRecordReading,
  row: Row,
  previous: Head | undefined,
): Promise<Head | undefined> {
  const table = tables.table('CallRecords');
  const write = previous === undefined ? await table.insert(row) : await table.replace(row, previous.etag);
  const own = headIn({ ...row, etag: write.written ? write.etag : '' });
  if (write.written) return own;
  // The reply of a first try can be lost: then the swap was done although the next one is refused.
  const current = await readHead(tables, tenantId, record.callId);
  return current?.generation.name === own.generation.name ? current : undefined;
}
