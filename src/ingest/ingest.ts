/** Ingests one call: fetch it from Graph, store it, and end in exactly one durable outcome. */

import { asTriedBefore, keepOrPutBack, putBack } from '../dead-letters/dead-letter.ts';
import { parseDateTime } from '../language/date-time.ts';
import { parseCallId } from '../language/identifiers.ts';
import { isJsonObject } from '../language/json.ts';
import { parseTraceparent } from '../language/traceparent.ts';
import type { Log } from '../logs/log.ts';
import {
  type Deferral,
  defer,
  deletePendingRow,
  type PendingRow,
  readPendingRow,
  wantsRewrite,
} from '../pending/defer.ts';
import { deferralAfter, faultDeferral } from '../pending/deferral.ts';
import { CallRecordMessage, whatIsWrong } from '../ports/call-record-message.ts';
import type { Delivery } from '../ports/delivery.ts';
import type { CallRecordReader } from '../ports/graph.ts';
import { INGEST_WITHIN_MS, MAX_DELIVERIES } from '../ports/ingest-limits.ts';
import type { CallRecordQueue } from '../ports/queue.ts';
import { StorageFailure } from '../ports/storage.ts';
import type { IngestEvent, PipelineStatus } from '../status/pipeline-status.ts';
import { readHead } from '../store/head.ts';
import { settle } from '../store/settle.ts';
import { type StoreDependencies, storeCallRecord } from '../store/store-call-record.ts';
import { logOutcome } from './log-outcome.ts';
import type { Outcome } from './outcome.ts';

export interface IngestDependencies extends StoreDependencies {
  readonly queue: CallRecordQueue;
  readonly callRecords: CallRecordReader;
  readonly status: Pick<PipelineStatus, 'note'>;
  readonly latencyWindowMinutes: number;
  readonly log: Log;
}

/** A version that moves this often under one delivery is left to settle down. */
const READINGS = 5;

/** Resolves only with a durable outcome; rejects otherwise, and the queue delivers the message again. */
export async function ingest(
  dependencies: IngestDependencies,
  body: unknown,
  delivery: Delivery,
): Promise<Outcome> {
  const { tenantId, clock } = dependencies;
  const parsed = CallRecordMessage.safeParse(body);
  if (!parsed.success) {
    return dead(dependencies, body, delivery, `not a call record message: ${whatIsWrong(parsed.error)}`);
  }
  const message = parsed.data;
  if (message.tenantId !== tenantId) return dead(dependencies, body, delivery, 'another tenant');

  const startedAt = clock.now();
  const outcome = await ingestMessage(dependencies, message, delivery);
  logOutcome(dependencies, { message, delivery, outcome, startedAt });
  return outcome;
}

/** Fetches and stores; what fails at the last delivery becomes a row that says why, instead of a poisoned message. */
async function ingestMessage(
  dependencies: IngestDependencies,
  message: CallRecordMessage,
  delivery: Delivery,
): Promise<Outcome> {
  const { tables } = dependencies;
  let pendingRow: PendingRow;
  try {
    pendingRow = await readPendingRow(tables, message);
    const outcome = await fetchAndStore(dependencies, message, delivery, pendingRow);
    await afterwards(dependencies, message, outcome, pendingRow);
    return outcome;
  } catch (error) {
    if (delivery.dequeueCount < MAX_DELIVERIES) throw error;
    return giveUp(dependencies, message, delivery, pendingRow, error);
  }
}

/** Nothing waits for a call any more that is stored, and health learns that records flow. */
async function afterwards(
  { tables, status }: IngestDependencies,
  message: CallRecordMessage,
  outcome: Outcome,
  pendingRow: PendingRow,
): Promise<void> {
  const isAnswered =
    outcome.kind === 'stored' ||
    // Somebody asked for this call to be written again, and it was not.
    (outcome.kind === 'superseded' && !(message.reason === 'notification' && wantsRewrite(pendingRow)));
  if (isAnswered) await deletePendingRow(tables, pendingRow);
  const happened: Array<IngestEvent> = [];
  if (message.reason === 'notification' && outcome.kind !== 'superseded') happened.push('LastNotificationAt');
  if (outcome.kind === 'stored') happened.push('LastStoredAt');
  await status.note(happened);
}

/**
 * Storage that fails for minutes is no reason to give a call up: it waits. Anything else is a dead letter, and takes
 * the place of the row that the message came from.
 */
async function giveUp(
  dependencies: IngestDependencies,
  message: CallRecordMessage,
  delivery: Delivery,
  pendingRow: PendingRow,
  error: unknown,
): Promise<Outcome> {
  let cause = error;
  if (error instanceof StorageFailure && error.mayPass) {
    try {
      return await deferred(dependencies, message, faultDeferral(dependencies, 'storage', error.message));
    } catch (notDeferred) {
      // Not even a row can be written. A dead letter could be, a moment later, and would leave a replay to people.
      if (notDeferred instanceof StorageFailure && notDeferred.mayPass) {
        return {
          kind: 'deferred',
          until: await putBack(dependencies, asTriedBefore(message), 'queue'),
          reason: 'storage',
        };
      }
      cause = notDeferred;
    }
  }
  const reason = cause instanceof Error ? `${cause.name}: ${cause.message}` : 'an unknown error';
  const outcome = await dead(dependencies, message, delivery, reason);
  if (outcome.kind === 'dead') await deletePendingRow(dependencies.tables, pendingRow);
  return outcome;
}

async function fetchAndStore(
  dependencies: IngestDependencies,
  message: CallRecordMessage,
  delivery: Delivery,
  pendingRow: PendingRow,
): Promise<Outcome> {
  const { callRecords, clock } = dependencies;
  const signal = clock.deadline(INGEST_WITHIN_MS);
  const rewrite = message.reason === 'replay';
  // Only the first delivery of a notification can be sure that nobody began before it, and not when somebody waits:
  // who committed may have failed at settling, and its row is about to be deleted as answered.
  let mayHaveLeftovers =
    message.reason !== 'notification' || delivery.dequeueCount > 1 || pendingRow !== undefined;
  try {
    for (let reading = 0; reading < READINGS; reading += 1) {
      const opened = await callRecords.open(message.callId, signal);
      const { traceparent } = message;
      const options = { rewrite, mayHaveLeftovers, traceparent };
      const result = await storeCallRecord(dependencies, opened, options);
      if (result === 'superseded') return { kind: result };
      if (result === 'stored') {
        return { kind: result, endedAt: parseDateTime(opened.record.properties.endDateTime) };
      }
      mayHaveLeftovers = true;
    }
  } catch (error) {
    const deferral = deferralAfter(dependencies, error);
    if (deferral === undefined) throw error;
    return deferred(dependencies, message, deferral);
  }
  const deferral = faultDeferral(dependencies, 'unavailable', 'the version kept moving');
  return deferred(dependencies, message, deferral);
}

async function deferred(
  dependencies: IngestDependencies,
  message: CallRecordMessage,
  deferral: Deferral,
): Promise<Outcome> {
  const { tables, tenantId } = dependencies;
  const { callId } = message;
  const { reason } = deferral;
  // Before giving up on what Graph does not show: when a version is stored already, nothing is missing.
  const isStored = async () => {
    const head = await readHead(tables, tenantId, callId);
    if (head === undefined) return false;
    // Whoever committed it may have ended before settling, and no later message may come.
    await settle(tables, { tenantId, callId, readingStart: head.firstStartDateTime, mayHaveLeftovers: true });
    return true;
  };
  const result = await defer(dependencies, message, deferral, isStored);
  switch (result.kind) {
    case 'waiting':
      return { kind: 'deferred', until: result.until, reason };
    case 'stored':
      return { kind: 'superseded' };
    case 'givenUp':
      return { kind: 'dead', reason: `${reason} for too long` };
  }
}

async function dead(
  dependencies: IngestDependencies,
  body: unknown,
  delivery: Delivery,
  reason: string,
): Promise<Outcome> {
  const message = isJsonObject(body) ? body : {};
  const callId = parseCallId(message.callId);
  const mayReplay =
    callId !== undefined && message.tenantId === dependencies.tenantId && message.reason !== 'replay';
  const putBackUntil = await keepOrPutBack(dependencies, {
    source: 'call-records',
    messageId: delivery.messageId,
    receivedAt: delivery.insertedAt,
    reason,
    body,
    callId,
    dequeueCount: delivery.dequeueCount,
    traceparent: parseTraceparent(message.traceparent),
    state: mayReplay ? 'waiting' : 'operator',
  });
  if (putBackUntil !== undefined) return { kind: 'deferred', until: putBackUntil, reason: 'unavailable' };
  return { kind: 'dead', reason };
}
