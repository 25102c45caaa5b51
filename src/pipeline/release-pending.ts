/** Sends the pending calls that are due back to ingest. */

import type { CallRecordMessage, IngestReason } from '../domain/call-record-message.ts';
import type { StoredRow } from '../domain/cell.ts';
import { toDate, toDateTime } from '../domain/date-time.ts';
import { parseCallId, type TenantId } from '../domain/identifiers.ts';
import { waitAfterNotFound } from '../domain/retry-schedule.ts';
import { fromRow, toCells } from '../domain/table.ts';
import { type PendingCallRecordValues, pendingCallRecords } from '../domain/tables/pending-call-records.ts';
import type { CallRecordQueue, Clock, Log, Tables } from '../ports.ts';
import { forEachConcurrently } from './for-each-concurrently.ts';

export interface ReleaseDependencies {
  readonly tenantId: TenantId;
  readonly tables: Tables;
  readonly queue: CallRecordQueue;
  readonly clock: Clock;
  readonly latencyWindowMinutes: number;
  readonly log: Log;
}

/** Messages in the queue above which nothing is released: new notifications come first, and scaling stays sane. */
const FULL_QUEUE = 3_000;

/** Rows under way at once. */
const RELEASED_AT_ONCE = 16;

/** Releases what is due while the queue has room. Resolves with the number of calls sent. */
export async function releasePending(dependencies: ReleaseDependencies): Promise<number> {
  const { tables, queue, clock, tenantId, log } = dependencies;
  let room = FULL_QUEUE - (await queue.approximateLength());
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
 * A row that has changed since it was listed is somebody else's: it is left to the next run.
 */
async function releaseRow(dependencies: ReleaseDependencies, row: StoredRow): Promise<boolean> {
  const { tables, queue, clock } = dependencies;
  const table = tables.table('PendingCallRecords');
  const { partitionKey, rowKey } = row;
  const values = fromRow(pendingCallRecords, row);
  const callId = parseCallId(rowKey);
  if (callId === undefined) {
    // Typed in by hand and wrong: shown as given up, with the reason beside it.
    const refused = { ...values, State: 'unavailable', LastError: 'RowKey is not a call id (GUID)' };
    await table.replace({ partitionKey, rowKey, cells: toCells(pendingCallRecords, refused) }, row.etag);
    return false;
  }
  const now = clock.now();
  const firstSeenAt = values.FirstSeenAt ?? toDateTime(now);
  const age = now.getTime() - toDate(firstSeenAt).getTime();
  const step = waitAfterNotFound(age, dependencies.latencyWindowMinutes) ?? LAST_STEP_MS;
  const moved = {
    ...values,
    FirstSeenAt: firstSeenAt,
    NextAttemptAt: toDateTime(new Date(now.getTime() + step)),
  };
  const write = await table.replace(
    { partitionKey, rowKey, cells: toCells(pendingCallRecords, moved) },
    row.etag,
  );
  if (!write.written) return false;
  const message: CallRecordMessage = {
    schema: 1,
    tenantId: dependencies.tenantId,
    callId,
    reason: messageReason(values),
    attempt: values.Attempt ?? 0,
    firstSeenAt,
    ...(values.Traceparent === undefined ? {} : { traceparent: values.Traceparent }),
  };
  await queue.send(message);
  return true;
}

/** The step of a call so old that its next 404 gives it up. */
const LAST_STEP_MS = 60 * 60_000;

/** A row without a reason was typed in by an operator, who wants the record again whatever is stored. */
function messageReason({ Reason, Rewrite }: PendingCallRecordValues): IngestReason {
  if (Rewrite === true || Reason === undefined) return 'replay';
  return Reason === 'reconcile' ? 'reconcile' : 'pending';
}
