/** The one way to wait: a row in PendingCallRecords that people can see and change. */

import { type DateTime, toDate, toDateTime } from '../language/date-time.ts';
import type { CallRecordMessage } from '../ports/call-record-message.ts';
import type { Clock } from '../ports/clock.ts';
import type { Tables } from '../ports/storage.ts';
import type { StoredRow } from '../tables/cell.ts';
import { changedRow } from '../tables/changed-row.ts';
import {
  asksForRewrite,
  type PendingCallRecordValues,
  type PendingReason,
  type PendingState,
  pendingCallRecords,
} from '../tables/declarations/pending-call-records.ts';
import { ForeignRow, fromRow, toCells, undeclaredCells } from '../tables/table.ts';

/** Why a call waits, and for how long. */
export interface Deferral {
  readonly reason: PendingReason;
  readonly lastStatus?: number | undefined;
  /** What went wrong, without content. */
  readonly lastError?: string | undefined;
  /** Milliseconds from now, given the age since the call was first seen; undefined gives up. */
  readonly waitFor: (ageMilliseconds: number, attempt: number) => number | undefined;
}

/** What became of the call. `stored`: nothing was left to wait for, and nothing was written. */
export type Deferred =
  | { readonly kind: 'waiting'; readonly until: Date }
  | { readonly kind: 'givenUp' }
  | { readonly kind: 'stored' };

/** Two attempts on one call rarely defer at once; each round is one that came between. */
const ROUNDS = 10;

/** Longest error text kept on a pending row. */
export const ERROR_LENGTH = 500;

/**
 * Writes the row, keeping the earliest time the call was seen. Resolves once it is confirmed.
 * `isStored` is asked before the call would be given up.
 */
export async function defer(
  { tables, clock }: { readonly tables: Tables; readonly clock: Clock },
  message: CallRecordMessage,
  deferral: Deferral,
  isStored: () => Promise<boolean>,
): Promise<Deferred> {
  const table = tables.table('PendingCallRecords');
  const key = { partitionKey: message.tenantId, rowKey: message.callId };
  for (let round = 0; round < ROUNDS; round += 1) {
    const existing = await table.get(key);
    const before = existing === undefined ? undefined : readablePendingRow(existing);
    const values = deferredValues(message, deferral, before, clock.now());
    const waits = values.State === 'waiting';
    if (!waits && (await isStored())) return { kind: 'stored' };
    const kept = existing === undefined ? {} : undeclaredCells(pendingCallRecords, existing);
    const cells = toCells(pendingCallRecords, values);
    const row = changedRow(pendingCallRecords, { ...key, cells: kept }, cells);
    const write = existing === undefined ? await table.insert(row) : await table.replace(row, existing.etag);
    if (write.written)
      return waits ? { kind: 'waiting', until: toDate(values.NextAttemptAt) } : { kind: 'givenUp' };
  }
  throw new Error(`the pending row of ${message.callId} kept changing while it was written`);
}

function deferredValues(
  message: CallRecordMessage,
  deferral: Deferral,
  before: PendingCallRecordValues | undefined,
  now: Date,
): PendingCallRecordValues & { readonly State: PendingState } {
  const firstSeenAt = firstSeen(message, before);
  const attempts = Math.max(message.attempt, before?.Attempt ?? 0);
  const wait = deferral.waitFor(now.getTime() - toDate(firstSeenAt).getTime(), attempts);
  return {
    State: wait === undefined ? 'unavailable' : 'waiting',
    Reason: deferral.reason,
    FirstSeenAt: firstSeenAt,
    NextAttemptAt: toDateTime(new Date(now.getTime() + (wait ?? 0))),
    Attempt: attempts + 1,
    Rewrite: message.reason === 'replay' || before?.Rewrite,
    LastStatus: deferral.lastStatus,
    LastError: deferral.lastError?.slice(0, ERROR_LENGTH),
    Traceparent: message.traceparent ?? before?.Traceparent,
  };
}

/** The earliest time the call was seen; a call that was given up is revived with the age of what revives it. */
function firstSeen(message: CallRecordMessage, before: PendingCallRecordValues | undefined): DateTime {
  const { firstSeenAt } = message;
  if (before?.FirstSeenAt === undefined || before.State === 'unavailable') return firstSeenAt;
  return before.FirstSeenAt < firstSeenAt ? before.FirstSeenAt : firstSeenAt;
}

/** The state of a call's pending row, taken before Graph is asked. */
export type PendingRow = StoredRow | undefined;

export async function readPendingRow(tables: Tables, message: CallRecordMessage): Promise<PendingRow> {
  return tables.table('PendingCallRecords').get({ partitionKey: message.tenantId, rowKey: message.callId });
}

/** The row's values; undefined for one that people typed in wrongly, which is there to be replaced. */
export function readablePendingRow(row: StoredRow): PendingCallRecordValues | undefined {
  try {
    return fromRow(pendingCallRecords, row);
  } catch (error) {
    if (error instanceof ForeignRow) return undefined;
    throw error;
  }
}

/** Whether somebody asked for the record to be stored again although its version is stored already. */
export function wantsRewrite(row: PendingRow): boolean {
  const values = row === undefined ? undefined : readablePendingRow(row);
  return values !== undefined && asksForRewrite(values);
}

/**
 * Deletes the row as it was before Graph was asked. When another attempt has deferred the call since, its wait is
 * about something this attempt may not have seen, and the row stays.
 */
export async function deletePendingRow(tables: Tables, row: PendingRow): Promise<void> {
  if (row === undefined) return;
  await tables.table('PendingCallRecords').delete(row, row.etag);
}
