/** Ingests one call: fetch it from Graph, store it, and end in exactly one durable outcome. */

import { asTriedBefore, closeExpired, putBack, writeOrPutBack } from '../dead-letters/dead-letter.ts';
import { parseDateTime, toDate } from '../language/date-time.ts';
import type { CallId } from '../language/identifiers.ts';
import type { OneAtATime } from '../language/one-at-a-time.ts';
import type { Log } from '../logs/log.ts';
import type { CallRecordMessage, QueuedMessage } from '../ports/call-record-message.ts';
import { DeadlineExceeded } from '../ports/clock.ts';
import type { Delivery } from '../ports/delivery.ts';
import { type CallRecordReader, MOST_VERSIONS_MET } from '../ports/graph.ts';
import { INGEST_WITHIN_MS, MAX_DELIVERIES } from '../ports/ingest-limits.ts';
import type { CallRecordQueue } from '../ports/queue.ts';
import { StorageFailure } from '../ports/storage.ts';
import type { Store } from '../rows/store.ts';
import { writableFor } from '../rows/writable-for.ts';
import type { NoteFlow } from '../status/pipeline-status.ts';
import { storeCallRecord } from '../store/store-call-record.ts';
import type { StoredRow } from '../tables/cell.ts';
import { asksForRewrite, type PendingReason } from '../tables/declarations/pending-call-records.ts';
import { type Deferring, defer } from './defer.ts';
import { deferralAfter } from './deferral.ts';
import { logOutcome } from './log-outcome.ts';
import { lookAgain } from './look-again.ts';
import type { Outcome } from './outcome.ts';
import { areRefusedForGood, withoutRefusedParticipants } from './refused-participants.ts';

export interface Ingesting extends Deferring {
  readonly queue: CallRecordQueue;
  readonly callRecords: CallRecordReader;
  /** A queue that stood still holds many messages for one call. The first stores it; the others then find it stored. */
  readonly turns: OneAtATime<CallId>;
  readonly note: NoteFlow;
  readonly log: Log;
}

/** What comes in: a message of ours, with the rest of what the queue said. */
interface Ingest {
  readonly queued: QueuedMessage;
  readonly message: CallRecordMessage;
  readonly delivery: Delivery;
}

/** Resolves only with a durable outcome; rejects otherwise, and the queue delivers the message again. */
export async function ingest(
  ingesting: Ingesting,
  queued: QueuedMessage,
  delivery: Delivery,
): Promise<Outcome> {
  const { store, log } = ingesting;
  const { message } = queued;
  if (message === undefined) return dead(ingesting, queued, delivery, queued.problem);
  if (message.tenantId !== store.tenantId) return dead(ingesting, queued, delivery, 'another tenant');

  const startedAt = store.clock.now();
  const outcome = await ingestMessage(ingesting, { queued, message, delivery });
  logOutcome(log, { message, delivery, outcome, startedAt, endedAt: store.clock.now() });
  return outcome;
}

/** Fetches and stores; what fails at the last delivery becomes a row that says why, instead of a poisoned message. */
async function ingestMessage(ingesting: Ingesting, work: Ingest): Promise<Outcome> {
  const { message, delivery } = work;
  const { store, turns } = ingesting;
  const waitsForOthers = turns.isUnderWay(message.callId);
  // The signal ends reading. Retention, exclusion and erasure count on it that nothing read before is written later.
  const writable = writableFor(store, INGEST_WITHIN_MS);
  let pendingRow: StoredRow | undefined;
  try {
    return await store.clock.withDeadline(INGEST_WITHIN_MS, (signal) =>
      turns.run(message.callId, signal, async () => {
        // Read before Graph is asked: it is deleted as it was then, and what another attempt defers meanwhile stays.
        pendingRow = await store.pending.get(message.callId);
        const told = waitsForOthers ? toldBefore(store, message, pendingRow) : undefined;
        if (told !== undefined) return told;
        const outcome = await fetchAndStore(ingesting, work, { pendingRow, writable, signal });
        await afterwards(ingesting, message, outcome, pendingRow);
        return outcome;
      }),
    );
  } catch (error) {
    if (delivery.dequeueCount < MAX_DELIVERIES) throw error;
    // Other attempts at the call have used up its time: it did not fail by itself.
    if (waitsForOthers && error instanceof DeadlineExceeded) return backToQueue(ingesting, work, 'deadline');
    return giveUp(ingesting, work, pendingRow, error);
  }
}

/** What Graph has told another attempt a moment ago it would tell this one too. */
const TOLD_AGAIN = [
  'notFound',
  'throttled',
  'unavailable',
  'unauthorized',
  'forbidden',
] as const satisfies ReadonlyArray<PendingReason>;

/**
 * How an attempt ends whose turn has come after another one's that was told to come back later: many messages of one call
 * would ask for its record more often than Graph allows. An operator's replay is done whatever was told.
 */
function toldBefore(
  { pending, clock }: Store,
  { reason }: CallRecordMessage,
  pendingRow: StoredRow | undefined,
): Outcome | undefined {
  const values = pendingRow && pending.valuesIn(pendingRow);
  if (reason === 'replay' || values?.State !== 'waiting') return undefined;
  const told = TOLD_AGAIN.find((one) => one === values.Reason);
  const until = toDate(values.NextAttemptAt);
  return told !== undefined && until > clock.now() ? { kind: 'deferred', until, reason: told } : undefined;
}

/** Nothing waits for a call any more that is stored, and health learns that records flow. */
async function afterwards(
  { store, note }: Ingesting,
  { reason, callId }: CallRecordMessage,
  outcome: Outcome,
  pendingRow: StoredRow | undefined,
): Promise<void> {
  const values = pendingRow && store.pending.valuesIn(pendingRow);
  const wantsRewrite = values !== undefined && asksForRewrite(values);
  const isAnswered =
    outcome.kind === 'stored' ||
    outcome.kind === 'withheld' ||
    outcome.kind === 'expired' ||
    // An operator asked for this call to be written again, and it was not.
    (outcome.kind === 'superseded' && !(reason === 'notification' && wantsRewrite));
  if (isAnswered && pendingRow !== undefined) await store.pending.delete(pendingRow);
  if (outcome.kind === 'stored' || outcome.kind === 'withheld') await note('LastStoredAt');
  // What was given up on comes back as a replay.
  if (outcome.kind === 'expired' && reason === 'replay') await closeExpired(store, callId);
}

/**
 * When storage fails for minutes, the call waits: that is not a reason to give it up. Any other failure becomes a dead
 * letter, which replaces the row that the message came from.
 */
async function giveUp(
  ingesting: Ingesting,
  { queued, message, delivery }: Ingest,
  pendingRow: StoredRow | undefined,
  error: unknown,
): Promise<Outcome> {
  const { store } = ingesting;
  let cause = error;
  if (error instanceof StorageFailure && error.mayPass) {
    try {
      return await defer(ingesting, message, { reason: 'storage', lastError: error.message }, pendingRow);
    } catch (notDeferred) {
      // Not even a row can be written. A dead letter could be, a moment later, and would need an operator to replay it.
      if (notDeferred instanceof StorageFailure && notDeferred.mayPass) {
        return backToQueue(ingesting, { queued }, 'storage');
      }
      cause = notDeferred;
    }
  }
  const reason = cause instanceof Error ? `${cause.name}: ${cause.message}` : 'an unknown error';
  const outcome = await dead(ingesting, queued, delivery, reason);
  if (outcome.kind === 'dead' && pendingRow !== undefined) await store.pending.delete(pendingRow);
  return outcome;
}

/** As a new message, which counts its deliveries anew. */
async function backToQueue(
  { queue, store }: Ingesting,
  { queued }: Pick<Ingest, 'queued'>,
  reason: PendingReason,
): Promise<Outcome> {
  const until = await putBack(queue, store.clock, asTriedBefore(queued), 'queue');
  return { kind: 'deferred', until, reason };
}

/** What an attempt works with. */
interface Attempt {
  /** The call's pending row as it was before Graph was asked. */
  readonly pendingRow: StoredRow | undefined;
  /** The store, while the attempt may write what it has read. */
  readonly writable: Store;
  readonly signal: AbortSignal;
}

async function fetchAndStore(
  ingesting: Ingesting,
  { message, delivery }: Ingest,
  { pendingRow, writable, signal }: Attempt,
): Promise<Outcome> {
  const { store, random, callRecords, door, latencyWindowMinutes } = ingesting;
  const { callId, reason, traceparent } = message;
  // Only the first delivery of a notification can be sure that it is the first attempt, and not when a pending row is
  // there: the attempt that committed may have failed at settling, and its row is about to be deleted as answered.
  let attemptedBefore = reason !== 'notification' || delivery.dequeueCount > 1 || pendingRow !== undefined;
  const before = pendingRow && store.pending.valuesIn(pendingRow);
  // Without the row another message has done it: a queue that stood still holds one for each time the row was due. An
  // attempt of this message may have left rows of a revision above the head's, which only a later revision sweeps.
  const isAskedFor = before !== undefined && asksForRewrite(before);
  const rewrite = reason === 'replay' && (isAskedFor || delivery.dequeueCount > 1);
  const areRefused = areRefusedForGood(before, store.clock.now(), latencyWindowMinutes);
  try {
    for (let reading = 0; reading < MOST_VERSIONS_MET; reading += 1) {
      // Before the call is opened: what is read afterwards passes what was known before.
      const withheld = await door.read();
      const shown = await callRecords.open(callId, signal);
      const opened = areRefused ? withoutRefusedParticipants(shown) : shown;
      const options = { rewrite, attemptedBefore, traceparent, withheld };
      const result = await storeCallRecord(writable, random, opened, options);
      if (result.kind === 'superseded') return await lookAgain(store, message, result.readAt, pendingRow);
      if (result.kind === 'incomplete') {
        const lastError = opened.incompleteBecause;
        return await defer(ingesting, message, { reason: 'incomplete', lastError }, pendingRow);
      }
      if (result.kind === 'expired') return result;
      if (result.kind === 'withheld') return { kind: 'withheld' };
      if (result.kind === 'stored') {
        return { kind: 'stored', endedAt: parseDateTime(opened.record.properties.endDateTime) };
      }
      attemptedBefore = true;
    }
  } catch (error) {
    const deferral = deferralAfter(error);
    if (deferral === undefined) throw error;
    return defer(ingesting, message, deferral, pendingRow);
  }
  const lastError = 'the version kept moving';
  return defer(ingesting, message, { reason: 'unavailable', lastError }, pendingRow);
}

async function dead(
  { store, queue, log }: Ingesting,
  queued: QueuedMessage,
  delivery: Delivery,
  reason: string,
): Promise<Outcome> {
  const { callId, tenantId, isReplay, traceparent } = queued.about;
  const mayReplay = callId !== undefined && tenantId === store.tenantId;
  const letter = {
    source: 'call-records',
    messageId: delivery.messageId,
    receivedAt: delivery.insertedAt,
    reason,
    body: queued.body,
    callId,
    dequeueCount: delivery.dequeueCount,
    traceparent,
    mayReplay,
    isReplay,
  } as const;
  // A message that is not ours goes back as it came.
  const again = mayReplay ? asTriedBefore(queued) : queued.body;
  const until = await writeOrPutBack({ store, queue, log }, letter, again);
  if (until !== undefined) return { kind: 'deferred', until, reason: 'unavailable' };
  return { kind: 'dead', reason };
}
