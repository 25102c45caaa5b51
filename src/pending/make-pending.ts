/** Makes a call pending that is to be ingested at once: found missing, or asked for again. */

import { toDateTime } from '../language/date-time.ts';
import type { CallId } from '../language/identifiers.ts';
import type { Store } from '../rows/store.ts';
import type { PendingCallRecordValues, PendingReason } from '../tables/declarations/pending-call-records.ts';

/**
 * `created`: nothing was pending for the call. `revived`: it had been given up, or its row could not be read. `waiting`:
 * it waits already, and its row is left as it is.
 */
export type MadePending = 'created' | 'revived' | 'waiting';

export interface MakePendingOptions {
  /** Of the notification, where one is known. */
  readonly traceparent?: string | undefined;
  /** How long the call may wait; not at all unless given. */
  readonly afterMilliseconds?: number;
}

/** Resolves once a row will bring the call to ingest. */
export async function makePending(
  { pending, clock }: Store,
  callId: CallId,
  reason: PendingReason,
  { traceparent, afterMilliseconds = 0 }: MakePendingOptions = {},
): Promise<MadePending> {
  const now = clock.now();
  return await pending.update<MadePending>(
    callId,
    (row) => {
      const before = row && pending.valuesIn(row);
      if (before?.State === 'waiting') return { result: 'waiting' };
      const values = newlyPending(reason, now, traceparent ?? before?.Traceparent);
      const NextAttemptAt = toDateTime(new Date(now.getTime() + afterMilliseconds));
      return { write: { ...values, NextAttemptAt }, result: row === undefined ? 'created' : 'revived' };
    },
    // Mostly there is none.
    { row: undefined },
  );
}

/** A row that is due now. */
export function newlyPending(
  reason: PendingReason,
  now: Date,
  traceparent: string | undefined,
): PendingCallRecordValues {
  return {
    State: 'waiting',
    Reason: reason,
    FirstSeenAt: toDateTime(now),
    NextAttemptAt: toDateTime(now),
    Attempt: 0,
    Rewrite: reason === 'replay' ? true : undefined,
    Traceparent: traceparent,
  };
}
