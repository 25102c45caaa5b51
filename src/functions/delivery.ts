/** What the host says about a queue message. */

import type { InvocationContext } from '@azure/functions';
import { parseGuid } from '../language/identifiers.ts';
import type { Delivery } from '../ports/delivery.ts';

/**
 * Reads the trigger's metadata. A foreign message can overwrite it, because the host adds the properties of a JSON body
 * to it: values of the wrong form are replaced by safe ones.
 */
export function deliveryOf({ triggerMetadata = {}, invocationId }: InvocationContext): Delivery {
  const { id, dequeueCount, insertionTime } = triggerMetadata;
  const insertedAt = new Date(
    typeof insertionTime === 'string' || insertionTime instanceof Date ? insertionTime : Date.now(),
  );
  return {
    messageId: parseGuid(id) ?? invocationId,
    dequeueCount: isCount(dequeueCount) ? dequeueCount : 1,
    insertedAt: Number.isNaN(insertedAt.getTime()) ? new Date() : insertedAt,
  };
}

/** Far more than any host delivers, and still a number that the dead letter's Int32 column holds. */
const HIGHEST_COUNT = 1_000_000;

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= HIGHEST_COUNT;
}
