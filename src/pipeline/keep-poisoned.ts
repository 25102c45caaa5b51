/** Moves a poisoned message to a row: the queue would forget it after seven days. */

import { parseCallId } from '../domain/identifiers.ts';
import { isJsonObject } from '../domain/json.ts';
import { type KeepOrPutBackDependencies, keepOrPutBack } from './dead-letter.ts';
import type { Delivery } from './ingest.ts';

/** Only what ended the process five times, or could not be dead-lettered by ingest, comes this way. */
export async function keepPoisoned(
  dependencies: KeepOrPutBackDependencies,
  body: unknown,
  delivery: Delivery,
): Promise<void> {
  const callId = isJsonObject(body) ? parseCallId(body.callId) : undefined;
  await keepOrPutBack(dependencies, {
    source: 'call-records-poison',
    messageId: delivery.messageId,
    receivedAt: delivery.insertedAt,
    reason: 'the process ended, or storage failed, at every delivery',
    body,
    callId,
    dequeueCount: delivery.dequeueCount,
    state: callId === undefined ? 'operator' : 'waiting',
  });
}
