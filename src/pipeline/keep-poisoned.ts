/** Moves a poisoned message to a row: the queue would forget it after seven days. */

import { CallRecordMessage } from '../domain/call-record-message.ts';
import { type KeepOrPutBackDependencies, keepOrPutBack } from './dead-letter.ts';
import { deletePendingRow, readPendingRow } from './defer.ts';
import type { Delivery } from './delivery.ts';

/**
 * Only what ended the process five times, or could not be dead-lettered by ingest, comes this way. The pending row
 * it came from goes with it: released again, it would end the process for ever.
 */
export async function keepPoisoned(
  dependencies: KeepOrPutBackDependencies,
  body: unknown,
  delivery: Delivery,
): Promise<void> {
  const { data: message } = CallRecordMessage.safeParse(body);
  const mayReplay = message !== undefined && message.reason !== 'replay';
  const putBackUntil = await keepOrPutBack(dependencies, {
    source: 'call-records-poison',
    messageId: delivery.messageId,
    receivedAt: delivery.insertedAt,
    reason: 'the process ended, or storage failed, at every delivery',
    body,
    callId: message?.callId,
    dequeueCount: delivery.dequeueCount,
    state: mayReplay ? 'waiting' : 'operator',
  });
  if (putBackUntil !== undefined || message === undefined || message.reason === 'notification') return;
  await deletePendingRow(dependencies.tables, await readPendingRow(dependencies.tables, message));
}
