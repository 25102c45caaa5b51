/** Makes a call wait that cannot be read now: its row in PendingCallRecords is what operators can see and change. */

import { type DateTime, toDate, toDateTime } from '../language/date-time.ts';
import type { CallId } from '../language/identifiers.ts';
import type { CallRecordMessage } from '../ports/call-record-message.ts';
import type { Random } from '../ports/random.ts';
import type { Store } from '../rows/store.ts';
import { keptFailure } from '../status/failure-text.ts';
import { settleStored } from '../store/rebuild.ts';
import type { StoredRow } from '../tables/cell.ts';
import type { PendingCallRecordValues, PendingReason } from '../tables/declarations/pending-call-records.ts';
import type { Door } from '../withheld/door.ts';
import { type Deferral, waitFor } from './deferral.ts';
import type { Outcome } from './outcome.ts';

export interface Deferring {
  readonly store: Store;
  readonly door: Door;
  readonly random: Random;
  readonly latencyWindowMinutes: number;
}

/**
 * Resolves once the call waits, or is given up on visibly, in its pending row. `pendingRow` is that row as this attempt
 * has read it.
 */
export async function defer(
  deferring: Deferring,
  message: CallRecordMessage,
  deferral: Deferral,
  pendingRow: StoredRow | undefined,
): Promise<Outcome> {
  const { store } = deferring;
  const { callId } = message;
  const { reason } = deferral;
  return await store.pending.update<Outcome>(
    callId,
    async (row) => {
      const before = row && store.pending.valuesIn(row);
      const write = deferredValues(deferring, message, deferral, before);
      // In a burst of notifications of one call each attempt would else have to outrun all others, to write the same.
      if (
        row !== pendingRow &&
        before !== undefined &&
        saysTheSame(before, write, deferral.retryAt ?? store.clock.now())
      ) {
        return { result: outcomeOf(before, reason) };
      }
      // Before giving up on what Graph does not show: when a version is stored already, nothing is missing.
      if (write.State !== 'waiting' && (await isStored(deferring, callId)))
        return { result: { kind: 'superseded' } };
      return { write, result: outcomeOf(write, reason) };
    },
    { row: pendingRow },
  );
}

function outcomeOf({ State, NextAttemptAt }: PendingCallRecordValues, reason: PendingReason): Outcome {
  if (State !== 'waiting') return { kind: 'dead', reason: `${reason} for too long` };
  return { kind: 'deferred', until: toDate(NextAttemptAt), reason };
}

/** Whether what another attempt has written meanwhile does as well: it waits for the same, from the same time, and not shorter. */
function saysTheSame(
  before: PendingCallRecordValues,
  write: PendingCallRecordValues,
  notBefore: Date,
): boolean {
  if (before.State !== write.State || before.Reason !== write.Reason || before.Rewrite !== write.Rewrite)
    return false;
  if (write.State !== 'waiting') return true;
  return before.FirstSeenAt === write.FirstSeenAt && toDate(before.NextAttemptAt) >= notBefore;
}

function deferredValues(
  { store, random, latencyWindowMinutes }: Deferring,
  message: CallRecordMessage,
  deferral: Deferral,
  before: PendingCallRecordValues | undefined,
): PendingCallRecordValues {
  const now = store.clock.now();
  const firstSeenAt = firstSeen(message, before);
  const ageMilliseconds = now.getTime() - toDate(firstSeenAt).getTime();
  // What went before was no reading, and says nothing of how often to read again.
  const isFirstReading = deferral.reason === 'incomplete' && before?.Reason !== 'incomplete';
  const attempts = isFirstReading ? 0 : Math.max(message.attempt, before?.Attempt ?? 0);
  const wait = waitFor(deferral, { ageMilliseconds, attempts, now }, latencyWindowMinutes, random.fraction());
  return {
    State: wait === undefined ? 'unavailable' : 'waiting',
    Reason: deferral.reason,
    FirstSeenAt: firstSeenAt,
    NextAttemptAt: toDateTime(new Date(now.getTime() + (wait ?? 0))),
    Attempt: attempts + 1,
    Rewrite: message.reason === 'replay' || before?.Rewrite,
    LastStatus: deferral.lastStatus,
    LastError: deferral.lastError && keptFailure(deferral.lastError),
    Traceparent: message.traceparent ?? before?.Traceparent,
  };
}

/** The earliest time the call was seen; a call that was given up is revived with the age of what revives it. */
function firstSeen(message: CallRecordMessage, before: PendingCallRecordValues | undefined): DateTime {
  const { firstSeenAt } = message;
  if (before?.FirstSeenAt === undefined || before.State === 'unavailable') return firstSeenAt;
  return before.FirstSeenAt < firstSeenAt ? before.FirstSeenAt : firstSeenAt;
}

/** Whether a version is stored. The attempt that committed it may have ended before settling, and no later message may come. */
async function isStored(deferring: Deferring, callId: CallId): Promise<boolean> {
  return (await settleStored(deferring, callId)) !== 'missing';
}
