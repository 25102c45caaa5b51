/** Moves a poisoned message to a row: the queue would forget it after seven days. */

import type { QueuedMessage } from '../ports/call-record-message.ts';
import type { Delivery } from '../ports/delivery.ts';
import { type DeadLettering, writeOrPutBack } from './dead-letter.ts';

/**
 * Only what ended the process five times, or could not be dead-lettered by ingest, comes this way. The pending row
 * it came from goes with it: released again, it would end the process for ever.
 */
export async function deadLetterPoisoned(
  deadLettering: DeadLettering,
  queued: QueuedMessage,
  delivery: Delivery,
): Promise<void> {
  const { pending, tenantId } = deadLettering.store;
  const message = queued.message?.tenantId === tenantId ? queued.message : undefined;
  const letter = {
    source: 'call-records-poison',
    messageId: delivery.messageId,
    receivedAt: delivery.insertedAt,
    reason: 'the process ended, or storage failed, at every delivery',
    body: queued.body,
    callId: message?.callId,
    dequeueCount: delivery.dequeueCount,
    traceparent: queued.about.traceparent,
    mayReplay: message !== undefined,
    isReplay: message?.reason === 'replay',
  } as const;
  const putBackUntil = await writeOrPutBack(deadLettering, letter, queued.body);
  if (putBackUntil !== undefined || message === undefined || message.reason === 'notification') return;
  const row = await pending.get(message.callId);
  // If another attempt has deferred the call since, its wait is not this message's to end.
  const isOurs = row !== undefined && (pending.valuesIn(row)?.Attempt ?? 0) === message.attempt;
  if (isOurs) await pending.delete(row);
}
