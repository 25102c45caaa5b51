/**
 * Makes the rows of stored calls again from their documents, without asking Graph, which forgets a record after 30
 * days: after columns have changed, older calls get them too. Each call gets a new revision of the version it has; its
 * old rows are what readers see until the head is swapped. The pace leaves room for ingest.
 */

import { DocumentDamaged } from '../documents/document-lines.ts';
import { findDocument, withDocument } from '../documents/read-document.ts';
import type { DateTime } from '../language/date-time.ts';
import { type Day, daysFrom } from '../language/day.ts';
import { forEachConcurrently } from '../language/for-each-concurrently.ts';
import type { CallId } from '../language/identifiers.ts';
import { MINUTE_MS } from '../language/milliseconds.ts';
import { DeadlineExceeded } from '../ports/clock.ts';
import { type CallRecordReading, MOST_VERSIONS_MET } from '../ports/graph.ts';
import type { Random } from '../ports/random.ts';
import { StorageFailure } from '../ports/storage.ts';
import type { Store } from '../rows/store.ts';
import { writableFor } from '../rows/writable-for.ts';
import { callsByDay } from '../tables/declarations/calls-by-day.ts';
import { LAYOUT } from '../tables/declarations/layout.ts';
import { callListedAt, callsByDayRange } from '../tables/keys.ts';
import { UnstorableRow } from '../tables/row-limits.ts';
import { ForeignRow, valuesIn, withColumns } from '../tables/table.ts';
import type { Door } from '../withheld/door.ts';
import { mayHaveMissed } from '../withheld/known-everywhere.ts';
import { isRefused } from '../withheld/withheld.ts';
import { commitReading, type StoreResult } from './commit-reading.ts';
import { type Head, readHead } from './head.ts';
import { listsStoredCall } from './index-rows.ts';
import {
  COST_COLUMNS,
  costWith,
  createRowPace,
  NO_COST,
  type RebuildCost,
  type RowCounts,
  type RowPace,
} from './rebuild-cost.ts';
import { CallKeepsMoving, settleFound } from './settle.ts';

/** What rebuilding works with. */
export interface Rebuilding {
  readonly store: Store;
  readonly random: Random;
  readonly door: Door;
}

/** What became of the calls of a day: rebuilt, already in the current layout, or not to be rebuilt. */
export interface RebuildCounts {
  readonly rebuilt: number;
  readonly current: number;
  readonly failed: number;
}

export interface RebuildProgress {
  /** Some calls of the day are done: the counts so far. */
  advanced(day: Day, counts: RebuildCounts): void;
  /** All calls of the day are done. */
  finished(day: Day, counts: RebuildCounts): void;
  /** A call stays as it is, and why. The others go on. */
  failed(callId: CallId, error: Error): void;
}

/** Calls at once: while one waits for storage another is taken apart. */
const CALLS_AT_ONCE = 4;

/** Only these, because rows of an older layout may lack columns of today. */
const CALL = withColumns(callsByDay, COST_COLUMNS);

/** What rebuilding these calls costs at most: those in the current layout cost a few requests each. */
export async function costOfRebuild(
  store: Store,
  period: { readonly from: Day; readonly to: Day },
): Promise<RebuildCost> {
  let cost = NO_COST;
  for (const day of daysFrom(period.from, period.to)) {
    for await (const calls of callsStartedOn(store, day)) cost = calls.reduce(costWith, cost);
  }
  return cost;
}

/**
 * Rebuilds the calls that started (in their first stored version) on these days, both included. Calls in the current
 * layout are left alone, so a run that was ended goes on where it was. Rejects when storage fails.
 */
export async function rebuild(
  rebuilding: Rebuilding,
  period: { readonly from: Day; readonly to: Day },
  progress: RebuildProgress,
): Promise<RebuildCounts> {
  const total = { rebuilt: 0, current: 0, failed: 0 };
  const pace = createRowPace(rebuilding.store.clock);
  for (const day of daysFrom(period.from, period.to)) {
    const ofDay = await rebuildDay(rebuilding, { day, pace }, progress);
    progress.finished(day, ofDay);
    total.rebuilt += ofDay.rebuilt;
    total.current += ofDay.current;
    total.failed += ofDay.failed;
  }
  return total;
}

async function rebuildDay(
  rebuilding: Rebuilding,
  { day, pace }: { readonly day: Day; readonly pace: RowPace },
  progress: RebuildProgress,
): Promise<RebuildCounts> {
  const counts = { rebuilt: 0, current: 0, failed: 0 };
  for await (const calls of callsStartedOn(rebuilding.store, day)) {
    await forEachConcurrently(calls, CALLS_AT_ONCE, async ({ callId, ...rows }) => {
      try {
        const result = await rebuildCall(rebuilding, callId);
        counts[result] += 1;
        if (result === 'rebuilt') await pace.after(rows);
      } catch (error) {
        if (!isAboutTheCall(error)) throw error;
        counts.failed += 1;
        progress.failed(callId, error);
      }
      progress.advanced(day, counts);
    });
  }
  return counts;
}

/** Half a row of a call, which is rebuilt as well: it is written anew with it. */
const NOT_COUNTED: RowCounts = { ParticipantCount: 0, SessionCount: 0, SegmentCount: 0, MediaStreamCount: 0 };

interface ListedCall extends RowCounts {
  readonly callId: CallId;
}

async function* callsStartedOn(
  store: Store,
  day: Day,
): AsyncGenerator<ReadonlyArray<ListedCall>, void, undefined> {
  const select = ['Generation', ...Object.keys(CALL.columns)];
  const query = { ...callsByDayRange(store.tenantId, day), select };
  for await (const page of store.table('CallsByDay').query(query)) {
    yield page.filter(listsStoredCall).flatMap((row) => {
      const call = callListedAt(store.tenantId, row.rowKey);
      return call === undefined ? [] : [{ ...(valuesIn(CALL, row) ?? NOT_COUNTED), callId: call.callId }];
    });
  }
}

async function rebuildCall(rebuilding: Rebuilding, callId: CallId): Promise<'rebuilt' | 'current'> {
  const { store, door } = rebuilding;
  for (let attempt = 0; attempt < MOST_VERSIONS_MET; attempt += 1) {
    const document = await findDocument(store, callId);
    if (document === undefined) return 'current';
    const withheld = await door.read();
    const mayNotBeRead = document.isWithheld || isRefused(withheld, document.place.firstStartDateTime);
    if (document.layout >= LAYOUT || mayNotBeRead) {
      // A rebuild is not delivered again: a run that was ended may have left rows.
      return (await settleStored(rebuilding, callId)) === 'stored again' ? 'rebuilt' : 'current';
    }
    if (await storeFromDocument(rebuilding, callId)) return 'rebuilt';
  }
  throw new CallKeepsMoving(
    `the stored version of ${callId} was replaced ${MOST_VERSIONS_MET} times while it was rebuilt`,
  );
}

/** Retention, exclusion and erasure count on it that what was opened before they were known is not written for longer. */
export const REBUILT_WITHIN_MS = 30 * MINUTE_MS;

/**
 * Stores the current version again from its document, as its next revision; false when another version came in between.
 * A withheld call has no document, and what its index rows say is made good.
 * Rejects with DocumentDamaged, and with DeadlineExceeded after 30 minutes.
 */
export async function storeFromDocument(
  { store: unlimited, random, door }: Rebuilding,
  callId: CallId,
): Promise<boolean> {
  // Damage must be found before rows are written: those rows would never become current and never be deleted.
  await checkDocument(unlimited, callId);
  const store = writableFor(unlimited, REBUILT_WITHIN_MS);
  const options = { rewrite: true, attemptedBefore: true, withheld: await door.read() };
  const result = await withDocument(store, callId, (reading, { generation }) =>
    commitReading(store, random, reading, { ...options, documentOf: generation }),
  );
  if (result !== undefined) return ENDED.has(result.kind);
  const current = await findDocument(store, callId);
  if (current?.isWithheld !== true) return false;
  await settleFound(store, current.place, options.withheld);
  return true;
}

/**
 * Settles a call as it is stored, after attempts of which nothing says how far they came: they may have left rows, an
 * index row that says what is no longer so, or a commit that was not settled. Such a commit was not found by what stores
 * calls again without those who are left out, so a call that may name them is stored again from its document.
 * `missing` when no version is stored. Rejects with DocumentDamaged, and with DeadlineExceeded after 30 minutes.
 */
export async function settleStored(
  rebuilding: Rebuilding,
  callId: CallId,
): Promise<'missing' | 'settled' | 'stored again'> {
  const head = await readHead(rebuilding.store, callId);
  return head === undefined ? 'missing' : await settleHead(rebuilding, { callId, head });
}

/** The same for a head that was just read. */
export async function settleHead(
  rebuilding: Rebuilding,
  { callId, head, readingStart = head.firstStartDateTime }: FoundHead,
): Promise<'settled' | 'stored again'> {
  const store = writableFor(rebuilding.store, REBUILT_WITHIN_MS);
  const withheld = await rebuilding.door.read();
  const mayNameThem = !head.isWithheld && mayHaveMissed(withheld, head.storedAt);
  if (mayNameThem && (await storeFromDocument(rebuilding, callId))) return 'stored again';
  const { firstStartDateTime } = head;
  await settleFound(store, { callId, firstStartDateTime, readingStart }, withheld);
  return 'settled';
}

interface FoundHead {
  readonly callId: CallId;
  readonly head: Head;
  /** The start in a version that was just read. */
  readonly readingStart?: DateTime;
}

/** What is stored then is what the document says. */
const ENDED = new Set<StoreResult['kind']>(['stored', 'incomplete', 'withheld']);

/** Reads the current document to its end. Rejects with DocumentDamaged. */
export async function checkDocument(store: Store, callId: CallId): Promise<void> {
  await withDocument(store, callId, readToTheEnd);
}

async function readToTheEnd(reading: CallRecordReading): Promise<void> {
  for await (const _page of reading.participantPages()) {
    // Reading is the test.
  }
  for await (const _page of reading.sessionPages()) {
    // Reading is the test.
  }
  await reading.confirm();
}

/** Whether an error concerns one call, or one row, only; any other would meet the next one too. */
export function isAboutTheCall(error: unknown): error is Error {
  if (error instanceof StorageFailure) return !error.mayPass;
  return OF_ONE_CALL.some((kind) => error instanceof kind);
}

/** RangeError: what Graph sent is nested more deeply than it can be walked through. */
const OF_ONE_CALL = [
  DocumentDamaged,
  ForeignRow,
  UnstorableRow,
  CallKeepsMoving,
  DeadlineExceeded,
  RangeError,
];
