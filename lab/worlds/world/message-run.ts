/** One message as its function gets to see it. */

import type { InvocationContext } from '@azure/functions';
import type { ReceivedMessage } from '../../../src/adapters/memory/messages.ts';
import { deliveryOf } from '../../../src/functions/delivery.ts';
import type { Delivery } from '../../../src/ports/delivery.ts';

/** The functions library parses what can be parsed. */
export function bodyOf({ text }: ReceivedMessage): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** What the function makes of what the host says; the host puts a message's own properties over its own. */
export function deliverySeen(message: ReceivedMessage, body: unknown, invocation: number): Delivery {
  const { id, dequeueCount, insertedAt } = message;
  const own = typeof body === 'object' && body !== null && !Array.isArray(body) ? body : {};
  return deliveryOf({
    triggerMetadata: { id, dequeueCount, insertionTime: insertedAt.toISOString(), ...own },
    invocationId: `invocation-${invocation}`,
  } as unknown as InvocationContext);
}
