/** Moves a poisoned message to a row: the queue would forget it after seven days. */

import type { TenantId } from '../language/identifiers.ts';
import { deletePendingRow, readablePendingRow, readPendingRow } from '../pending/defer.ts';
import { CallRecordMessage } from '../ports/call-record-message.ts';
import type { Delivery } from '../ports/delivery.ts';
import { type KeepOrPutBackDependencies, keepOrPutBack } from './dead-letter.ts';

/**
 * Only what ended the process five times, or could not be dead-lettered by ingest, comes this way. The pending row
 * it came from goes with it: released again, it would end the process for ever.
 */
export async function keepPoisoned(
  dependencies: KeepOrPutBackDependencies & { readonly tenantId: TenantId },
  body: unknown,
  delivery: Delivery,
): Promise<void> {
  const { data } = CallRecordMessage.safeParse(body);
  const message = data?.tenantId === dependencies.tenantId ? data : undefined;
  const mayReplay = message !== undefined && message.reason !== 'replay';
  const putBackUntil = await keepOrPutBack(dependencies, {
    source: 'call-records-poison',
    messageId: delivery.messageId,
    receivedAt: delivery.insertedAt,
    reason: 'the process ended, or storage failed, at every delivery',
    body,
    callId: message?.callId,
    dequeueCount: delivery.dequeueCount,
    traceparent: data?.traceparent,
    state: mayReplay ? 'waiting' : 'operator',
  });
  if (putBackUntil !== undefined || message === undefined || message.reason === 'notification') return;
  const row = await readPendingRow(dependencies.tables, message);
  // Deferred since by another attempt: its wait is not this message's to end.
  const isOurs = row !== undefined && (readablePendingRow(row)?.Attempt ?? 0) === message.attempt;
  if (isOurs) await deletePendingRow(dependencies.tables, row);
}
