/** What the host says about a queue message. */

import type { InvocationContext } from '@azure/functions';
import { parseGuid } from '../domain/identifiers.ts';
import type { Delivery } from '../pipeline/delivery.ts';

/**
 * Reads the trigger's metadata. A message that is not ours can overwrite it, because the host puts the properties of
 * a JSON body on top: what is not of the right form is replaced by something safe.
 */
export function deliveryOf({ triggerMetadata = {}, invocationId }: InvocationContext): Delivery {
  const { id, dequeueCount, insertionTime } = triggerMetadata;
  const insertedAt = new Date(
    typeof insertionTime === 'string' || insertionTime instanceof Date ? insertionTime : Date.now(),
  );
  return {
    messageId: parseGuid(id) ?? invocationId,
    dequeueCount: typeof dequeueCount === 'number' && dequeueCount >= 1 ? dequeueCount : 1,
    insertedAt: Number.isNaN(insertedAt.getTime()) ? new Date() : insertedAt,
  };
}
