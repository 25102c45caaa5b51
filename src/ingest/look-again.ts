/** Looks again at a stored call when Graph announces a new version but still shows the stored one. */

import { type DateTime, toDate, toDateTime } from '../language/date-time.ts';
import { MINUTE_MS } from '../language/milliseconds.ts';
import { newlyPending } from '../pending/make-pending.ts';
import { waitForSecondLook } from '../pending/retry-schedule.ts';
import type { CallRecordMessage } from '../ports/call-record-message.ts';
import type { Store } from '../rows/store.ts';
import type { StoredRow } from '../tables/cell.ts';
import {
  asksForRewrite,
  type PendingCallRecordValues,
  SECOND_LOOK,
} from '../tables/declarations/pending-call-records.ts';
import type { Outcome } from './outcome.ts';

/** Graph may send a notification more than once within minutes. A later one is about another version. */
const REPEATED_WITHIN_MS = 10 * MINUTE_MS;

/**
 * Resolves with how an attempt ends that found nothing newer than what is stored, which was read at `readAt`.
 * `pendingRow` is the call's row as this attempt has read it. The row of a second look stays until a newer version is
 * stored, or the last look has found none.
 */
export async function lookAgain(
  store: Store,
  message: CallRecordMessage,
  readAt: DateTime,
  pendingRow: StoredRow | undefined,
): Promise<Outcome> {
  const values = pendingRow && store.pending.valuesIn(pendingRow);
  const looks = values?.State === 'waiting' && values.Reason === SECOND_LOOK ? values : undefined;
  const begun = looks && toDate(looks.FirstSeenAt ?? looks.NextAttemptAt).getTime();

  const isCovered = begun !== undefined && heardAt(message) <= begun + REPEATED_WITHIN_MS;
  if (tellsOfMore(message, readAt) && !isCovered) return await begin(store, message, pendingRow);
  if (looks === undefined || begun === undefined) return { kind: 'superseded' };

  const isLast = waitForSecondLook(store.clock.now().getTime() - begun) === undefined;
  return isLast || toDate(readAt).getTime() > begun ? { kind: 'superseded' } : waits(looks);
}

/** Whether what was heard of is another version than what was read then, and stored. */
function tellsOfMore(message: CallRecordMessage, readAt: DateTime): boolean {
  const age = heardAt(message) - toDate(readAt).getTime();
  switch (message.reason) {
    case 'replay':
      return false;
    case 'reconcile':
      // The list was compared with what was stored, and showed a newer version.
      return age > 0;
    case 'notification':
    case 'pending':
      return age > REPEATED_WITHIN_MS;
  }
}

function heardAt({ firstSeenAt }: CallRecordMessage): number {
  return toDate(firstSeenAt).getTime();
}

/** What the call has waited for is answered, unless its row says more than when it was read. */
async function begin(
  { pending, clock }: Store,
  { callId, traceparent }: CallRecordMessage,
  pendingRow: StoredRow | undefined,
): Promise<Outcome> {
  return await pending.update<Outcome>(
    callId,
    (row) => {
      const before = row && pending.valuesIn(row);
      if (before?.State === 'waiting' && (row !== pendingRow || asksForRewrite(before)))
        return { result: waits(before) };
      const now = clock.now();
      const write = {
        ...newlyPending(SECOND_LOOK, now, traceparent ?? before?.Traceparent),
        NextAttemptAt: toDateTime(new Date(now.getTime() + (waitForSecondLook(0) ?? 0))),
      };
      return { write, result: waits(write) };
    },
    { row: pendingRow },
  );
}

function waits({ NextAttemptAt }: PendingCallRecordValues): Outcome {
  return { kind: 'deferred', until: toDate(NextAttemptAt), reason: SECOND_LOOK };
}
