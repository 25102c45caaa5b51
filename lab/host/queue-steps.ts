// The queue loop taken by hand: what is visible now is delivered, and nothing is waited for.
import type { InvocationEnvironment } from './invocation.ts';
import { type QueueBinding, receive } from './queue-binding.ts';
import { deliver, type QueueDelivery } from './queue-delivery.ts';

export interface QueueSteps {
  /** Go on until no message is visible. Otherwise one batch. */
  readonly untilEmpty?: boolean;
  /** Deliveries after which to stop in any case; 10,000 unless given, a bound for a queue that never gets empty. */
  readonly maxMessages?: number;
}

const DEFAULT_MAX_MESSAGES = 10_000;

/** Batches of host.json's batchSize, each run concurrently as the loop does; in the order in which they were received. */
export async function processQueue(
  binding: QueueBinding,
  { untilEmpty = false, maxMessages = DEFAULT_MAX_MESSAGES }: QueueSteps,
  environment: InvocationEnvironment,
): Promise<ReadonlyArray<QueueDelivery>> {
  const deliveries: Array<QueueDelivery> = [];
  do {
    const batch = await receive(
      binding,
      Math.min(binding.options.batchSize, maxMessages - deliveries.length),
    );
    if (batch.length === 0) break;
    deliveries.push(...(await Promise.all(batch.map((message) => deliver(message, binding, environment)))));
  } while (untilEmpty && deliveries.length < maxMessages);
  return deliveries;
}
