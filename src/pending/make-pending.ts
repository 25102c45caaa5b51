/** Makes a call pending that is to be ingested at once: found missing, or asked for again. */

import { toDateTime } from '../language/date-time.ts';
import type { CallId, TenantId } from '../language/identifiers.ts';
import type { Clock } from '../ports/clock.ts';
import type { Tables } from '../ports/storage.ts';
import { changedRow } from '../tables/changed-row.ts';
import { type PendingReason, pendingCallRecords } from '../tables/declarations/pending-call-records.ts';
import { toCells, undeclaredCells } from '../tables/table.ts';
import { readablePendingRow } from './defer.ts';

export interface MakePendingDependencies {
  readonly tenantId: TenantId;
  readonly tables: Tables;
  readonly clock: Clock;
}

/**
 * `created`: nothing was pending for the call. `revived`: it had been given up, or its row could not be read. `waiting`:
 * it waits already, and its row is left as it is.
 */
export type MadePending = 'created' | 'revived' | 'waiting';

/** Each round is another writer of the same row that came between. */
const ROUNDS = 10;

export interface MakePendingOptions {
  /** Of the notification, where one is known. */
  readonly traceparent?: string | undefined;
  /** How long the call may wait; not at all unless given. */
  readonly afterMilliseconds?: number;
}

/** Resolves once a row will bring the call to ingest. */
export async function makePending(
  { tenantId, tables, clock }: MakePendingDependencies,
  callId: CallId,
  reason: PendingReason,
  { traceparent, afterMilliseconds = 0 }: MakePendingOptions = {},
): Promise<MadePending> {
  const table = tables.table('PendingCallRecords');
  const now = clock.now();
  const row = {
    partitionKey: tenantId,
    rowKey: callId,
    cells: toCells(pendingCallRecords, {
      State: 'waiting',
      Reason: reason,
      FirstSeenAt: toDateTime(now),
      NextAttemptAt: toDateTime(new Date(now.getTime() + afterMilliseconds)),
      Attempt: 0,
      ...(reason === 'replay' ? { Rewrite: true } : {}),
      Traceparent: traceparent,
    }),
  };
  for (let round = 0; round < ROUNDS; round += 1) {
    if ((await table.insert(row)).written) return 'created';
    const existing = await table.get(row);
    if (existing === undefined) continue;
    const before = readablePendingRow(existing);
    if (before?.State === 'waiting') return 'waiting';
    const kept = {
      ...undeclaredCells(pendingCallRecords, existing),
      ...toCells(pendingCallRecords, { Traceparent: before?.Traceparent }),
    };
    const revived = changedRow(pendingCallRecords, { ...row, cells: kept }, row.cells);
    if ((await table.replace(revived, existing.etag)).written) return 'revived';
  }
  throw new Error(`the pending row of ${callId} kept changing while it was written`);
}
