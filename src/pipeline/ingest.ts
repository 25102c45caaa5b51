/** Ingests one call: fetch it from Graph, store it, and end in exactly one durable outcome. */

import type * as z from 'zod';
import { CallRecordMessage } from '../domain/call-record-message.ts';
import { toDate } from '../domain/date-time.ts';
import { parseCallId } from '../domain/identifiers.ts';
import { INGEST_WITHIN_MS, MAX_DELIVERIES } from '../domain/ingest-limits.ts';
import { isJsonObject } from '../domain/json.ts';
import { waitAfterFault, waitAfterNotFound } from '../domain/retry-schedule.ts';
import type { PendingReason } from '../domain/tables/pending-call-records.ts';
import {
  type CallRecordQueue,
  type CallRecordReader,
  DeadlineExceeded,
  GraphFailure,
  type Log,
} from '../ports.ts';
import { keepOrPutBack } from './dead-letter.ts';
import { type Deferral, defer, deletePendingRow, readPendingRow } from './defer.ts';
import { readHead } from './head.ts';
import type { Outcome } from './outcome.ts';
import type { PipelineStatus } from './pipeline-status.ts';
import { settle } from './settle.ts';
import { type StoreDependencies, storeCallRecord } from './store-call-record.ts';

export interface IngestDependencies extends StoreDependencies {
  readonly queue: CallRecordQueue;
  readonly callRecords: CallRecordReader;
  readonly status: PipelineStatus;
  readonly latencyWindowMinutes: number;
  readonly log: Log;
}

/** What the queue says about this delivery of the message. */
export interface Delivery {
  readonly messageId: string;
  /** 1 for the first delivery. */
  readonly dequeueCount: number;
  readonly insertedAt: Date;
}

/** A version that moves this often under one delivery is left to settle down. */
const READINGS = 5;

/** Resolves only with a durable outcome; rejects otherwise, and the queue delivers the message again. */
export async function ingest(
  dependencies: IngestDependencies,
  body: unknown,
  delivery: Delivery,
): Promise<Outcome> {
  const { log, tenantId } = dependencies;
  const parsed = CallRecordMessage.safeParse(body);
  if (!parsed.success) {
    return dead(dependencies, body, delivery, `not a call record message: ${whatIsWrong(parsed.error)}`);
  }
  const message = parsed.data;
  if (message.tenantId !== tenantId) return dead(dependencies, body, delivery, 'another tenant');

  const outcome = await ingestUnlessLast(dependencies, message, delivery);
  log.info('callRecordIngested', {
    callId: message.callId,
    outcome: outcome.kind,
    reason: message.reason,
    ...(outcome.kind === 'deferred' ? { because: outcome.reason, until: outcome.until.toISOString() } : {}),
    lagSeconds: (dependencies.clock.now().getTime() - toDate(message.firstSeenAt).getTime()) / 1000,
    dequeueCount: delivery.dequeueCount,
    traceparent: message.traceparent,
  });
  return outcome;
}

/** Turns what still fails at the last delivery into a dead letter, which says more than a poisoned message. */
async function ingestUnlessLast(
  dependencies: IngestDependencies,
  message: CallRecordMessage,
  delivery: Delivery,
): Promise<Outcome> {
  try {
    return await ingestMessage(dependencies, message, delivery);
  } catch (error) {
    if (delivery.dequeueCount < MAX_DELIVERIES) throw error;
    const reason = error instanceof Error ? `${error.name}: ${error.message}` : 'an unknown error';
    return dead(dependencies, message, delivery, reason);
  }
}

async function ingestMessage(
  dependencies: IngestDependencies,
  message: CallRecordMessage,
  delivery: Delivery,
): Promise<Outcome> {
  const { tables, status } = dependencies;
  // A notification has no row of its own; should the call have one, another attempt looks after it.
  const pendingRow = message.reason === 'notification' ? undefined : await readPendingRow(tables, message);
  const outcome = await fetchAndStore(dependencies, message, delivery);
  if (outcome.kind === 'stored' || outcome.kind === 'superseded') await deletePendingRow(tables, pendingRow);
  if (message.reason === 'notification' && outcome.kind !== 'superseded') await status.noteNotification();
  if (outcome.kind === 'stored') await status.noteStored();
  return outcome;
}

async function fetchAndStore(
  dependencies: IngestDependencies,
  message: CallRecordMessage,
  delivery: Delivery,
): Promise<Outcome> {
  const { callRecords, clock } = dependencies;
  const signal = clock.deadline(INGEST_WITHIN_MS);
  const rewrite = message.reason === 'replay';
  // Only the first delivery of a notification can be sure that nobody began before it.
  let mayHaveLeftovers = message.reason !== 'notification' || delivery.dequeueCount > 1;
  try {
    for (let reading = 0; reading < READINGS; reading += 1) {
      const opened = await callRecords.open(message.callId, signal);
      const result = await storeCallRecord(dependencies, opened, { rewrite, mayHaveLeftovers });
      if (result !== 'overtaken') return { kind: result };
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

/** How to wait after this error, or undefined when waiting is not the answer to it. */
function deferralAfter(dependencies: IngestDependencies, error: unknown): Deferral | undefined {
  if (error instanceof DeadlineExceeded) return faultDeferral(dependencies, 'deadline', error.message);
  if (!(error instanceof GraphFailure)) return undefined;
  const { kind, status, message } = error;
  switch (kind) {
    case 'notFound':
      return {
        reason: kind,
        lastStatus: status,
        waitFor: (age) => waitAfterNotFound(age, dependencies.latencyWindowMinutes),
      };
    case 'throttled':
    case 'unavailable':
    case 'unauthorized':
    case 'forbidden':
      return faultDeferral(dependencies, kind, message, error);
    case 'rejected':
    case 'malformed':
    case 'conflict':
      return undefined;
  }
}

function faultDeferral(
  { clock, random }: IngestDependencies,
  reason: PendingReason,
  lastError: string,
  { status, retryAt }: { readonly status?: number | undefined; readonly retryAt?: Date | undefined } = {},
): Deferral {
  return {
    reason,
    lastStatus: status,
    lastError,
    waitFor: (age, attempt) => {
      const wait = waitAfterFault(attempt, age, random.fraction());
      const asked = retryAt === undefined ? 0 : retryAt.getTime() - clock.now().getTime();
      return wait === undefined ? undefined : Math.max(wait, asked);
    },
  };
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
    state: mayReplay ? 'waiting' : 'operator',
  });
  if (putBackUntil !== undefined) return { kind: 'deferred', until: putBackUntil, reason: 'unavailable' };
  return { kind: 'dead', reason };
}

/** What is wrong with a message, by property; zod's texts name what was expected and never the value. */
function whatIsWrong({ issues }: z.ZodError): string {
  return issues.map(({ path, message }) => `${path.join('.') || 'body'}: ${message}`).join('; ');
}
