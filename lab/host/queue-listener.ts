// Feeding a queue function: by the loop (QueueListener.cs) with its batches, the threshold for the next one and polling;
// or by hand, where what is visible is delivered and nothing is waited for.
import type { InvocationEnvironment } from './invocation.ts';
import { sayAsHost } from './logs.ts';
import type { QueueBinding } from './queue-binding.ts';
import { deliver, type QueueDelivery } from './queue-delivery.ts';
import { pollingWaits } from './queue-rules.ts';

export interface Listener {
  /** Starts no more work; resolves when what it started is done. */
  stop(): Promise<void>;
}

/** Starts the loop; it survives every error of storage, which it logs, and waits as if the queue were empty. */
export function listenToQueue(binding: QueueBinding, environment: InvocationEnvironment): Listener {
  const stopping = new AbortController();
  const running = new Set<Promise<void>>();
  const { queue, leaseSeconds } = binding;
  const { batchSize, newBatchThreshold, maxPollingIntervalMs } = binding.options;
  const nextWaitMs = pollingWaits(maxPollingIntervalMs);
  const log = (what: string, error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error);
    sayAsHost(environment, 'warning', `Queue '${queue.name}' ${what}: ${reason}`);
  };
  const loop = (async () => {
    let foundSinceWait = false;
    while (!stopping.signal.aborted) {
      const messages = await queue.receive(batchSize, leaseSeconds).catch((error: unknown) => {
        log('could not be read', error);
        return [];
      });
      for (const message of messages) {
        const delivery = deliver(message, binding, environment)
          .catch((error: unknown) => log(`did not take the outcome of message ${message.id}`, error))
          .then(() => void running.delete(delivery));
        running.add(delivery);
      }
      if (messages.length === 0) {
        await environment.clock.sleep(nextWaitMs(foundSinceWait), stopping.signal);
        foundSinceWait = false;
      } else {
        foundSinceWait = true;
        while (running.size > newBatchThreshold) await Promise.race(running);
      }
    }
  })();
  return {
    stop: async () => {
      stopping.abort();
      await loop;
      await Promise.all(running);
    },
  };
}

export interface QueueSteps {
  /** Go on until no message is visible. Otherwise one batch. */
  readonly untilEmpty?: boolean;
  /** Deliveries after which to stop in any case; 10,000 by default, a bound for a queue that never gets empty. */
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
    const limit = Math.min(binding.options.batchSize, maxMessages - deliveries.length);
    const batch = await binding.queue.receive(limit, binding.leaseSeconds);
    if (batch.length === 0) break;
    deliveries.push(...(await Promise.all(batch.map((message) => deliver(message, binding, environment)))));
  } while (untilEmpty && deliveries.length < maxMessages);
  return deliveries;
}
