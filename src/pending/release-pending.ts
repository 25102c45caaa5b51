/** Sends the pending calls that are due back to ingest. */

import { toDate, toDateTime } from '../language/date-time.ts';
import { forEachConcurrently } from '../language/for-each-concurrently.ts';
import { type CallId, parseCallId } from '../language/identifiers.ts';
import { HOUR_MS, MINUTE_MS } from '../language/milliseconds.ts';
import { parseTraceparent } from '../language/traceparent.ts';
import type { Log } from '../logs/log.ts';
import { CallRecordMessage, type IngestReason, whatIsWrong } from '../ports/call-record-message.ts';
import { CLOCKS_DIFFER_MS, isBelievable } from '../ports/clock.ts';
import { FULL_QUEUE } from '../ports/ingest-limits.ts';
import type { CallRecordQueue } from '../ports/queue.ts';
import { type Condition, REQUESTS_AT_ONCE } from '../ports/storage.ts';
import { PENDING_WAITS_MS } from '../rows/believed.ts';
import type { Store } from '../rows/store.ts';
import { keptFailure } from '../status/failure-text.ts';
import type { StoredRow } from '../tables/cell.ts';
import {
  asksForRewrite,
  type PendingCallRecordValues,
  pendingCallRecords,
  SECOND_LOOK,
} from '../tables/declarations/pending-call-records.ts';
import { ForeignRow, fromRow } from '../tables/table.ts';
import { makePending } from './make-pending.ts';
import { waitAfterNotFound, waitForSecondLook } from './retry-schedule.ts';

export interface Releasing {
  readonly store: Store;
  readonly queue: CallRecordQueue;
  readonly latencyWindowMinutes: number;
  readonly log: Log;
}

export interface Released {
  /** Calls sent. */
  readonly calls: number;
  /** More may be due. */
  readonly isQueueFull: boolean;
}

/** Releases what is due while the queue has room. */
export async function releasePending(releasing: Releasing): Promise<Released> {
  const { store, queue, log } = releasing;
  let room = FULL_QUEUE - (await queue.approximateLength('queue'));
  if (room <= 0) return { calls: 0, isQueueFull: true };
  let calls = 0;
  const now = store.clock.now();
  const due = store.pending.query({
    where: [
      { column: 'State', is: 'eq', cell: { type: 'String', value: 'waiting' } },
      {
        anyOf: [
          nextAttempt('le', now),
          // No right clock has noted that: the call would wait for as long as that clock was ahead.
          nextAttempt('gt', new Date(now.getTime() + PENDING_WAITS_MS + CLOCKS_DIFFER_MS)),
        ],
      },
    ],
  });
  for await (const page of due) {
    const rows = page.slice(0, room);
    await forEachConcurrently(rows, REQUESTS_AT_ONCE, async (row) => {
      if (await releaseRow(releasing, row)) calls += 1;
    });
    room -= rows.length;
    if (room <= 0) break;
  }
  if (calls > 0) log.info('pendingReleased', { calls });
  return { calls, isQueueFull: room <= 0 };
}

function nextAttempt(is: 'le' | 'gt', instant: Date): Condition {
  return { column: 'NextAttemptAt', is, cell: { type: 'DateTime', value: toDateTime(instant) } };
}

/**
 * Moves the row's next attempt forward, then sends the call: a crash between the two costs a step, never the call.
 * A row that has changed since it was listed belongs to its writer: it is left to the next run. A row that an operator
 * typed in wrongly must not keep the others from being released.
 */
async function releaseRow(releasing: Releasing, row: StoredRow): Promise<boolean> {
  const { store } = releasing;
  const callId = parseCallId(row.rowKey);
  if (callId === undefined) {
    await refuse(store, row, 'RowKey is not a call id (GUID)');
    return false;
  }
  if (callId !== row.rowKey) {
    // Ingest knows the call by its id in lower case, and would never find this row to delete it.
    const traceparent = parseTraceparent(row.cells.Traceparent?.value);
    await makePending(store, callId, 'replay', { traceparent });
    await store.pending.delete(row);
    return false;
  }
  try {
    return await sendOff(releasing, row, callId, fromRow(pendingCallRecords, row));
  } catch (error) {
    if (!(error instanceof ForeignRow)) throw error;
    await refuse(store, row, error.message);
    return false;
  }
}

/** Shows the row as given up, with the reason beside it; unless it has changed meanwhile. */
async function refuse({ pending }: Store, row: StoredRow, reason: string): Promise<void> {
  await pending.change(row, { State: 'unavailable', LastError: keptFailure(reason) });
}

async function sendOff(
  { store, queue, latencyWindowMinutes }: Releasing,
  listed: StoredRow,
  callId: CallId,
  values: PendingCallRecordValues,
): Promise<boolean> {
  const now = store.clock.now();
  const seenAt = values.FirstSeenAt;
  // Noted by a clock that was ahead it would be too young to be given up, and sent every two minutes for as long.
  const firstSeenAt = seenAt !== undefined && isBelievable(seenAt, now) ? seenAt : toDateTime(now);
  const { data: message, error } = CallRecordMessage.safeParse({
    schema: 1,
    tenantId: store.tenantId,
    callId,
    reason: messageReason(values),
    attempt: values.Attempt ?? 0,
    firstSeenAt,
    ...(values.Traceparent === undefined ? {} : { traceparent: values.Traceparent }),
  });
  if (error !== undefined) {
    // Ingest would make a dead letter of it, and the row would send the next one, for ever.
    await refuse(store, listed, whatIsWrong(error));
    return false;
  }
  const age = now.getTime() - toDate(firstSeenAt).getTime();
  const step = stepFor(values, age, latencyWindowMinutes);
  const NextAttemptAt = toDateTime(new Date(now.getTime() + step));
  const moved = await store.pending.change(listed, { FirstSeenAt: firstSeenAt, NextAttemptAt });
  if (moved === undefined) return false;
  await queue.send(message);
  return true;
}

/** Milliseconds until the call is sent again if nothing is heard of it. */
function stepFor(
  { Reason, Attempt = 0 }: PendingCallRecordValues,
  age: number,
  latencyWindowMinutes: number,
): number {
  if (Reason === SECOND_LOOK) return waitForSecondLook(age) ?? LAST_STEP_MS;
  const step = waitAfterNotFound(age, latencyWindowMinutes, Attempt) ?? LAST_STEP_MS;
  return Reason === 'reconcile' ? Math.max(step, BACKFILL_STEP_MS) : step;
}

/** The step of a call so old that its next 404 gives it up. */
const LAST_STEP_MS = HOUR_MS;

/** Listing can find more than the queue takes in minutes: what still lies there is not sent again. */
const BACKFILL_STEP_MS = 30 * MINUTE_MS;

function messageReason(values: PendingCallRecordValues): IngestReason {
  if (asksForRewrite(values)) return 'replay';
  return values.Reason === 'reconcile' ? 'reconcile' : 'pending';
}
