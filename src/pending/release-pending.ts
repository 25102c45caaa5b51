/** Sends the pending calls that are due back to ingest. */

import { toDate, toDateTime } from '../language/date-time.ts';
import { forEachConcurrently } from '../language/for-each-concurrently.ts';
import { type CallId, parseCallId } from '../language/identifiers.ts';
import { parseTraceparent } from '../language/traceparent.ts';
import type { Log } from '../logs/log.ts';
import { CallRecordMessage, type IngestReason, whatIsWrong } from '../ports/call-record-message.ts';
import { FULL_QUEUE } from '../ports/ingest-limits.ts';
import type { CallRecordQueue } from '../ports/queue.ts';
import type { StoredRow } from '../tables/cell.ts';
import { changedRow } from '../tables/changed-row.ts';
import {
  asksForRewrite,
  type PendingCallRecordValues,
  pendingCallRecords,
} from '../tables/declarations/pending-call-records.ts';
import { ForeignRow, fromRow, toCells } from '../tables/table.ts';
import { ERROR_LENGTH } from './defer.ts';
import { type MakePendingDependencies, makePending } from './make-pending.ts';
import { waitAfterNotFound } from './retry-schedule.ts';

export interface ReleaseDependencies extends MakePendingDependencies {
  readonly queue: CallRecordQueue;
  readonly latencyWindowMinutes: number;
  readonly log: Log;
}

/** Rows under way at once. */
const RELEASED_AT_ONCE = 16;

/** Releases what is due while the queue has room. Resolves with the number of calls sent. */
export async function releasePending(dependencies: ReleaseDependencies): Promise<number> {
  const { tables, queue, clock, tenantId, log } = dependencies;
  let room = FULL_QUEUE - (await queue.approximateLength('queue'));
  let released = 0;
  const due = tables.table('PendingCallRecords').query({
    partitionKey: tenantId,
    where: [
      { column: 'State', is: 'eq', cell: { type: 'String', value: 'waiting' } },
      { column: 'NextAttemptAt', is: 'le', cell: { type: 'DateTime', value: toDateTime(clock.now()) } },
    ],
  });
  for await (const page of due) {
    const rows = page.slice(0, Math.max(0, room));
    await forEachConcurrently(rows, RELEASED_AT_ONCE, async (row) => {
      if (await releaseRow(dependencies, row)) released += 1;
    });
    room -= rows.length;
    if (room <= 0) break;
  }
  if (released > 0) log.info('pendingReleased', { calls: released });
  return released;
}

/**
 * Moves the row's next attempt forward, then sends the call: a crash between the two costs a step, never the call.
 * A row that has changed since it was listed is somebody else's: it is left to the next run. A row that people typed
 * in wrongly must not keep the others from being released.
 */
async function releaseRow(dependencies: ReleaseDependencies, row: StoredRow): Promise<boolean> {
  const callId = parseCallId(row.rowKey);
  if (callId === undefined) {
    await refuse(dependencies, row, 'RowKey is not a call id (GUID)');
    return false;
  }
  if (callId !== row.rowKey) {
    // Ingest knows the call by its id in lower case, and would never find this row to delete it.
    const traceparent = parseTraceparent(row.cells.Traceparent?.value);
    await makePending(dependencies, callId, 'replay', { traceparent });
    await dependencies.tables.table('PendingCallRecords').delete(row, row.etag);
    return false;
  }
  try {
    return await sendOff(dependencies, row, callId, fromRow(pendingCallRecords, row));
  } catch (error) {
    if (!(error instanceof ForeignRow)) throw error;
    await refuse(dependencies, row, error.message);
    return false;
  }
}

/** Shows the row as given up, with the reason beside it; unless it has changed meanwhile. */
async function refuse({ tables }: ReleaseDependencies, row: StoredRow, reason: string): Promise<void> {
  const given = toCells(pendingCallRecords, {
    State: 'unavailable',
    LastError: reason.slice(0, ERROR_LENGTH),
  });
  await tables.table('PendingCallRecords').replace(changedRow(pendingCallRecords, row, given), row.etag);
}

async function sendOff(
  dependencies: ReleaseDependencies,
  listed: StoredRow,
  callId: CallId,
  values: PendingCallRecordValues,
): Promise<boolean> {
  const { tables, queue, clock } = dependencies;
  const now = clock.now();
  const firstSeenAt = values.FirstSeenAt ?? toDateTime(now);
  const { data: message, error } = CallRecordMessage.safeParse({
    schema: 1,
    tenantId: dependencies.tenantId,
    callId,
    reason: messageReason(values),
    attempt: values.Attempt ?? 0,
    firstSeenAt,
    ...(values.Traceparent === undefined ? {} : { traceparent: values.Traceparent }),
  });
  if (error !== undefined) {
    // Ingest would make a dead letter of it, and the row would send the next one, for ever.
    await refuse(dependencies, listed, whatIsWrong(error));
    return false;
  }
  const age = now.getTime() - toDate(firstSeenAt).getTime();
  const step = Math.max(
    waitAfterNotFound(age, dependencies.latencyWindowMinutes) ?? LAST_STEP_MS,
    values.Reason === 'reconcile' ? BACKFILL_STEP_MS : 0,
  );
  const moved = {
    ...values,
    FirstSeenAt: firstSeenAt,
    NextAttemptAt: toDateTime(new Date(now.getTime() + step)),
  };
  const row = changedRow(pendingCallRecords, listed, toCells(pendingCallRecords, moved));
  const write = await tables.table('PendingCallRecords').replace(row, listed.etag);
  if (!write.written) return false;
  await queue.send(message);
  return true;
}

/** The step of a call so old that its next 404 gives it up. */
const LAST_STEP_MS = 60 * 60_000;

/** Listing can find more than the queue takes in minutes: what still lies there is not sent again. */
const BACKFILL_STEP_MS = 30 * 60_000;

function messageReason(values: PendingCallRecordValues): IngestReason {
  if (asksForRewrite(values)) return 'replay';
  return values.Reason === 'reconcile' ? 'reconcile' : 'pending';
}
