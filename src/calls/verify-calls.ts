/**
 * Compares what heads count with what is there, and restores what is missing: after storage has lost rows (a failover of
 * the account, a deletion by hand), heads stand and say nothing of it.
 */

import { DocumentDamaged } from '../documents/document-lines.ts';
import { type DateTime, toDate } from '../language/date-time.ts';
import { type Day, dayOf, daysFrom } from '../language/day.ts';
import { forEachConcurrently } from '../language/for-each-concurrently.ts';
import { type CallId, parseCallId } from '../language/identifiers.ts';
import { DAY_MS } from '../language/milliseconds.ts';
import { replayCall } from '../pending/replay-call.ts';
import { MOST_VERSIONS_MET, RECORD_KEPT_DAYS } from '../ports/graph.ts';
import type { Store } from '../rows/store.ts';
import { addUsers, type CallUser, identityColumnsOf } from '../store/call-users.ts';
import { readHeadValues } from '../store/head.ts';
import { listsStoredCall } from '../store/index-rows.ts';
import { checkDocument, isAboutTheCall, type Rebuilding, storeFromDocument } from '../store/rebuild.ts';
import type { CallRecordValues } from '../tables/declarations/call-records.ts';
import { callsByDay } from '../tables/declarations/calls-by-day.ts';
import { currentRange } from '../tables/former-partition.ts';
import {
  type CallPlace,
  callListedAt,
  callsByDayKey,
  callsByDayRange,
  callsByUserKey,
  partitionsBeginning,
} from '../tables/keys.ts';
import { valuesIn } from '../tables/table.ts';

/**
 * What was done about a call: its rows were made again from its document; it is fetched from Graph again within minutes;
 * nothing, because the document is damaged and Graph no longer has the record; or nothing, because a row of it cannot be
 * read or written, which an operator has to look at.
 */
export type Restoration = 'rebuilt' | 'replayed' | 'lost' | 'failed';

/** A call that was not whole. */
export interface DamagedCall {
  readonly callId: CallId;
  /** What is wrong, each in words. */
  readonly damage: ReadonlyArray<string>;
  readonly done: Restoration;
}

export interface VerifyOptions {
  readonly from: Day;
  readonly to: Day;
  /** So many calls have been looked at. */
  readonly advanced: (calls: number) => void;
}

const CALLS_AT_ONCE = 8;
/** A second or two: then it is told how many were looked at. */
const CALLS_A_STEP = 5 * CALLS_AT_ONCE;

/** Of which only some are needed: all, because a row that cannot be read is found in no list. */
const LISTED_COLUMNS = Object.keys(callsByDay.columns);

const COUNTED = [
  ['Participants', 'ParticipantCount', identityColumnsOf.Participants],
  ['Sessions', 'SessionCount', identityColumnsOf.Sessions],
  ['Segments', 'SegmentCount', identityColumnsOf.Segments],
  ['MediaStreams', 'MediaStreamCount', ['Generation']],
] as const;

/**
 * The calls that started (in their first stored version) on these days, both included, and are not whole; each is
 * restored where that is possible. They come in steps of some calls looked at, none where all of a step are whole. They
 * are looked for in CallsByDay and among all heads: either may have been lost. A head that does not say when its call
 * started is looked at with any days. Rejects when storage fails.
 */
export async function* verifyCalls(
  rebuilding: Rebuilding,
  options: VerifyOptions,
): AsyncGenerator<ReadonlyArray<DamagedCall>> {
  const { store } = rebuilding;
  let looked = 0;
  for await (const page of callsIn(store, options)) {
    for (let at = 0; at < page.length; at += CALLS_A_STEP) {
      const calls = page.slice(at, at + CALLS_A_STEP);
      const damaged: Array<DamagedCall> = [];
      await forEachConcurrently(calls, CALLS_AT_ONCE, async (call) => {
        const found = await verifyCall(rebuilding, call);
        if (found !== undefined) damaged.push(found);
      });
      looked += calls.length;
      options.advanced(looked);
      yield damaged;
    }
  }
}

interface FoundCall {
  readonly callId: CallId;
  /** Undefined for a head that does not say it. */
  readonly startedAt: DateTime | undefined;
}

/** Undefined for a call that is whole. */
async function verifyCall(
  rebuilding: Rebuilding,
  { callId, startedAt }: FoundCall,
): Promise<DamagedCall | undefined> {
  let damage: ReadonlyArray<string> = [];
  try {
    damage = await damageOf(rebuilding.store, callId);
    if (damage.length === 0) return undefined;
    return { callId, damage, done: await restore(rebuilding, callId, startedAt) };
  } catch (error) {
    if (!isAboutTheCall(error)) throw error;
    return { callId, damage: [...damage, error.message], done: 'failed' };
  }
}

async function* callsIn(store: Store, { from, to }: VerifyOptions): AsyncGenerator<ReadonlyArray<FoundCall>> {
  const listed = new Set<CallId>();
  for (const day of daysFrom(from, to)) {
    const query = { ...callsByDayRange(store.tenantId, day), select: ['Generation', 'Version'] };
    for await (const page of store.table('CallsByDay').query(query)) {
      const calls = page.filter(listsStoredCall).flatMap(({ rowKey }) => {
        const call = callListedAt(store.tenantId, rowKey);
        return call === undefined ? [] : [{ callId: call.callId, startedAt: call.firstStartDateTime }];
      });
      for (const { callId } of calls) listed.add(callId);
      yield calls;
    }
  }
  const heads = store.table('CallRecords').queryPartitions({
    ...partitionsBeginning(''),
    rowKey: store.tenantId,
    select: ['FirstStartDateTime'],
  });
  for await (const page of heads) {
    yield page.flatMap(({ partitionKey, cells }) => {
      const callId = parseCallId(partitionKey);
      const start = cells.FirstStartDateTime;
      if (callId === undefined || listed.has(callId)) return [];
      const startedAt = start?.type === 'DateTime' ? (start.value as DateTime) : undefined;
      const day = startedAt === undefined ? from : dayOf(startedAt);
      return day >= from && day <= to ? [{ callId, startedAt }] : [];
    });
  }
}

/** What is wrong with a call; a call that is replaced while it is looked at is looked at again. */
async function damageOf(store: Store, callId: CallId): Promise<ReadonlyArray<string>> {
  let damage: ReadonlyArray<string> = [];
  for (let look = 0; look < MOST_VERSIONS_MET; look += 1) {
    const head = await readHeadValues(store, callId);
    if (head === undefined) return ['its row in CallRecords is missing'];
    damage = await differences(store, callId, head);
    if (damage.length === 0 || (await readHeadValues(store, callId))?.Generation === head.Generation)
      return damage;
  }
  return damage;
}

async function differences(
  store: Store,
  callId: CallId,
  head: CallRecordValues,
): Promise<ReadonlyArray<string>> {
  const place = { tenantId: store.tenantId, callId, firstStartDateTime: head.FirstStartDateTime };
  const damage: Array<string> = [];
  const users = new Map<string, CallUser>();
  for (const [name, column, select] of COUNTED) {
    let rows = 0;
    for await (const page of store.table(name).query({ ...currentRange(name, place, head), select })) {
      rows += page.length;
      addUsers(users, page);
    }
    if (rows !== head[column]) damage.push(`${name}: ${rows} rows of ${head[column]}`);
  }
  const document = await documentFault(store, callId);
  if (document !== undefined) damage.push(document);
  const listed = await store.table('CallsByDay').get(callsByDayKey(place), LISTED_COLUMNS);
  const current = listed && valuesIn(callsByDay, listed)?.Generation;
  if (current !== head.Generation) damage.push('CallsByDay: no row of this version');
  const hidden = await missingHints(store, place, users);
  if (hidden > 0) damage.push(`CallsByUser: ${hidden} of ${users.size} rows are missing`);
  return damage;
}

async function documentFault(store: Store, callId: CallId): Promise<string | undefined> {
  try {
    await checkDocument(store, callId);
    return undefined;
  } catch (error) {
    if (error instanceof DocumentDamaged) return error.message;
    throw error;
  }
}

async function missingHints(
  store: Store,
  place: CallPlace,
  users: ReadonlyMap<string, CallUser>,
): Promise<number> {
  let missing = 0;
  for (const { id } of users.values()) {
    const hint = await store.table('CallsByUser').get(callsByUserKey(place, id), ['CallId']);
    if (hint === undefined) missing += 1;
  }
  return missing;
}

async function restore(
  rebuilding: Rebuilding,
  callId: CallId,
  startedAt: DateTime | undefined,
): Promise<Restoration> {
  try {
    if (await storeFromDocument(rebuilding, callId)) return 'rebuilt';
  } catch (error) {
    if (!(error instanceof DocumentDamaged)) throw error;
  }
  const { store } = rebuilding;
  const now = store.clock.now();
  const age = now.getTime() - (startedAt === undefined ? now : toDate(startedAt)).getTime();
  if (age >= RECORD_KEPT_DAYS * DAY_MS) return 'lost';
  await replayCall(store, callId);
  return 'replayed';
}
