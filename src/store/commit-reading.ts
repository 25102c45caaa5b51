/**
 * Commits one reading of a call record: children first, under a generation that no other attempt writes; then the head,
 * by ETag. Until the head is swapped readers see the previous version whole, afterwards the new one whole.
 */

import { placeOf, type RowContext } from '../documents/row-context.ts';
import { type DateTime, toDateTime } from '../language/date-time.ts';
import type { CallId } from '../language/identifiers.ts';
import { compareVersions, type RecordVersion } from '../language/version.ts';
import { DeadlineExceeded } from '../ports/clock.ts';
import { type CallRecordReading, GraphFailure, VersionMoved } from '../ports/graph.ts';
import type { Random } from '../ports/random.ts';
import { StorageFailure } from '../ports/storage.ts';
import type { CallRecordBody } from '../record/call-record.ts';
import type { Store } from '../rows/store.ts';
import type { Row } from '../tables/cell.ts';
import {
  createGeneration,
  type Generation,
  type GenerationName,
  RANDOM_PART_LENGTH,
} from '../tables/generation.ts';
import type { CallPlace } from '../tables/keys.ts';
import { withoutErased } from '../withheld/erased-reading.ts';
import { isRefused, type Withheld } from '../withheld/withheld.ts';
import type { CallUsers } from './call-users.ts';
import { CallExcluded, withoutExcluded } from './excluded-reading.ts';
import { type Head, headIn, readHead } from './head.ts';
import { type ChildCounts, headRow, withheldHeadRow } from './head-row.ts';
import { indexByDay, listForDeletion } from './index-call.ts';
import { settle } from './settle.ts';
import { sweepGeneration } from './sweep.ts';
import { versionReadAt, versionsStored } from './versions-stored.ts';
import { type WrittenGeneration, writeChildren } from './write-children.ts';

export interface StoreOptions {
  /** Write an equal version again, as the next revision. */
  readonly rewrite: boolean;
  /** The generation whose document is read, where one is: while it is the head's, the reading is what is stored. */
  readonly documentOf?: GenerationName;
  /** Whether another attempt at the call may have begun before: then there is something to settle in any case. */
  readonly attemptedBefore: boolean;
  /** What may be kept, as it was known before the reading was opened. */
  readonly withheld: Withheld;
  /** Of the notification that brought what was read, where one did. */
  readonly traceparent?: string | undefined;
}

/**
 * How storing a reading ended. `incomplete`: some of it may be missing, so it is to be read again; it was stored where
 * nothing better was. `withheld`: the call is excluded, and its head is all that is kept. `overtaken`: another attempt
 * committed first, or Graph moved on to another version; our rows are gone, begin again.
 */
export type StoreResult =
  | { readonly kind: 'stored' | 'incomplete' | 'overtaken' | 'withheld' }
  /** The call is not kept any more. */
  | { readonly kind: 'expired' }
  /** What is stored is as new, and was read from Graph then. */
  | { readonly kind: 'superseded'; readonly readAt: DateTime };

/** As StoreResult; `found`: what is stored stays, and was not settled. */
export type CommitResult = StoreResult & { readonly found?: Head };

/**
 * Settles what it commits, and nothing else. Rejects with GraphFailure from the reading; its rows are gone then. Rows are
 * left only where storage fails or the deadline is over; the settle of a later attempt deletes them.
 */
export async function commitReading(
  store: Store,
  random: Random,
  shown: CallRecordReading,
  options: StoreOptions,
): Promise<CommitResult> {
  const { tenantId } = store;
  const { attemptedBefore, withheld } = options;
  const { callId, startDateTime: readingStart } = shown.record;

  const head = await readHead(store, callId);
  const firstStartDateTime = head?.firstStartDateTime ?? readingStart;
  if (isRefused(withheld, firstStartDateTime)) {
    await listExpired(store, { tenantId, callId, firstStartDateTime }, head, attemptedBefore);
    return { kind: 'expired' };
  }
  const { record } = shown;
  const call = { callId, firstStartDateTime, readingStart, attemptedBefore, withheld };
  if (head !== undefined && isAsNew(head, shown, options)) {
    return { kind: 'superseded', readAt: versionReadAt(head, store.clock.now()), found: head };
  }
  const generation = createGeneration(record, revisionToWrite(head, record), random.hex(RANDOM_PART_LENGTH));
  const place = { tenantId, callId, firstStartDateTime };

  const written = await write(store, { shown, place, generation, head }, options);
  if (written === 'moved') return { kind: 'overtaken' };
  const { row, users, kind } = written;
  const isKept = kind !== 'incomplete' || isBetter(written.counts, record, head, options);
  const committed = isKept ? await swap(store, callId, row, head) : undefined;
  if (committed === undefined) {
    await sweepGeneration(store, place, generation.name);
    if (isKept) return { kind: 'overtaken' };
    return head === undefined ? { kind } : { kind, found: head };
  }
  await settle(store, { ...call, commit: { head: committed, users, previous: head } });
  return { kind };
}

/** Where something of a call may be left that is not kept any more, its row in CallsByDay leads retention there. */
async function listExpired(
  store: Store,
  call: CallPlace,
  head: Head | undefined,
  attemptedBefore: boolean,
): Promise<void> {
  if (head !== undefined) await indexByDay(store, call, head);
  else if (attemptedBefore) await listForDeletion(store, call);
}

/**
 * Whether what may lack some of its record is better than what is stored: never than a whole version, and than the
 * same version only where it has more, or as much when it is asked for. Its own document is always as good: somebody who
 * is taken out of it under two ids is one participant afterwards.
 */
function isBetter(
  { participants, sessions }: ChildCounts,
  record: RecordVersion,
  head: Head | undefined,
  { rewrite, documentOf }: StoreOptions,
): boolean {
  if (head === undefined || head.generation.name === documentOf) return true;
  if (head.incompleteBecause === undefined) return false;
  if (compareVersions(record, head.generation) > 0) return true;
  return participants + sessions >= (rewrite ? head.members : head.members + 1);
}

/** A reading that is to become a generation. */
interface Attempt {
  readonly shown: CallRecordReading;
  readonly place: CallPlace;
  readonly generation: Generation;
  readonly head: Head | undefined;
}

/** A generation whose rows are written, and the head that makes it current. */
interface Written {
  readonly kind: 'stored' | 'incomplete' | 'withheld';
  readonly row: Row;
  readonly users: CallUsers;
  readonly counts: ChildCounts;
}

/** Writes what may be kept of one version; `moved` when Graph showed another version on the way. */
async function write(
  store: Store,
  { shown, place, generation, head }: Attempt,
  options: StoreOptions,
): Promise<Written | 'moved'> {
  const { withheld } = options;
  const contextOf = (body: CallRecordBody): RowContext => ({ ...place, body, generation });
  const details = () => {
    const storedAt = toDateTime(store.clock.now());
    // An equal version was brought by whatever brought it first, unless another notification made it be read again.
    const traceparent = options.traceparent ?? (generation.revision > 0 ? head?.traceparent : undefined);
    const isFromGraph = options.documentOf === undefined;
    return {
      storedAt,
      traceparent,
      versionsStored: versionsStored(head, { generation, storedAt }, { isFromGraph }),
    };
  };
  try {
    const screened = await withoutExcluded(shown, withheld);
    const reading = await withoutErased(screened, withheld, place.firstStartDateTime);
    const context = contextOf(reading.record);
    const { users, quality, document, ...counts } = await writeGeneration(store, context, reading);
    const { incompleteBecause } = reading;
    const row = headRow(context, { ...details(), counts, quality, document, incompleteBecause });
    const kind = incompleteBecause === undefined ? 'stored' : 'incomplete';
    return { kind, row, users, counts: counts.stored };
  } catch (error) {
    if (error instanceof VersionMoved) return 'moved';
    if (!(error instanceof CallExcluded)) throw error;
    const { received: counts } = error;
    const row = withheldHeadRow(contextOf(shown.record), { ...details(), received: counts });
    return { kind: 'withheld', row, users: new Map(), counts };
  }
}

/** Writes all children of one version, or none that stay. */
async function writeGeneration(
  store: Store,
  context: RowContext,
  reading: CallRecordReading,
): Promise<WrittenGeneration> {
  try {
    const written = await writeChildren(store, context, reading);
    await reading.confirm();
    return written;
  } catch (error) {
    if (!isLeftToNextAttempt(error)) await sweepGeneration(store, placeOf(context), context.generation.name);
    throw error;
  }
}

/**
 * Whether rows stay for the settle of the attempt that follows: storage that fails deletes nothing either, and after
 * the deadline there is no time. Any other attempt may be the last one: after a dead letter they would stay.
 */
function isLeftToNextAttempt(error: unknown): boolean {
  const isTimeOver = [error, error instanceof GraphFailure && error.cause].some(
    (one) => one instanceof DeadlineExceeded,
  );
  return isTimeOver || (error instanceof StorageFailure && error.mayPass);
}

/** Whether what is stored is as new as the reading, and needs no better. */
function isAsNew(head: Head, { record }: CallRecordReading, { rewrite }: StoreOptions): boolean {
  const order = compareVersions(record, head.generation);
  const isWanted = rewrite || head.incompleteBecause !== undefined;
  return order < 0 || (order === 0 && !isWanted);
}

/** The revision of the reading's version under which it is written. */
function revisionToWrite(head: Head | undefined, record: RecordVersion): number {
  if (head === undefined || compareVersions(record, head.generation) !== 0) return 0;
  return head.generation.revision + 1;
}

/** Makes the row the head in place of the previous one. Undefined when another attempt was faster. */
export async function swap(
  store: Store,
  callId: CallId,
  row: Row,
  previous: Head | undefined,
): Promise<Head | undefined> {
  const table = store.table('CallRecords');
  const write = previous === undefined ? await table.insert(row) : await table.replace(row, previous.etag);
  const own = headIn({ ...row, etag: write.written ? write.etag : '' });
  if (write.written) return own;
  // The reply of a first try can be lost: then the swap was done although the next one is refused.
  const current = await readHead(store, callId);
  return current?.generation.name === own.generation.name ? current : undefined;
}
