// The loop that feeds one queue function (QueueListener.cs): batches, the threshold for the next one, polling.
import type { DequeuedMessageItem } from '@azure/storage-queue';
import type { InvocationEnvironment } from './invocation.ts';
import { type QueueBinding, receive } from './queue-binding.ts';
import { deliver } from './queue-delivery.ts';
import { pollingBackoff } from './queue-polling.ts';
import { RunningWork } from './running-work.ts';

export interface QueueListener {
  /** Takes no more messages; resolves when those already taken are done. */
  stop(): Promise<void>;
}

/** Starts the loop; it survives every error of storage, which it logs, and waits as if the queue were empty. */
export function listenToQueue(binding: QueueBinding, environment: InvocationEnvironment): QueueListener {
  const stopping = new AbortController();
  const running = new RunningWork();
  const { batchSize, newBatchThreshold, maxPollingIntervalMs } = binding.options;
  const backoff = pollingBackoff(maxPollingIntervalMs);
  const loop = (async () => {
    let foundSinceWait = false;
    while (!stopping.signal.aborted) {
      const messages = await receive(binding, batchSize).catch((error: unknown) => {
        logFailure(environment, binding, 'could not be read', error);
        return [];
      });
      for (const message of messages) running.add(deliverLogged(message, binding, environment));
      if (messages.length === 0) {
        await environment.clock.sleep(backoff.next(foundSinceWait), stopping.signal);
        foundSinceWait = false;
      } else {
        foundSinceWait = true;
        while (running.size > newBatchThreshold) await running.oneDone();
      }
    }
  })();
  return {
    stop: async () => {
      stopping.abort();
      await loop;
      await running.allDone();
    },
  };
}

async function deliverLogged(
  message: DequeuedMessageItem,
  binding: QueueBinding,
  environment: InvocationEnvironment,
): Promise<void> {
  try {
    await deliver(message, binding, environment);
  } catch (error) {
    logFailure(environment, binding, `did not take the outcome of message ${message.messageId}`, error);
  }
}

function logFailure(
  { logs, clock }: InvocationEnvironment,
  { queue }: QueueBinding,
  what: string,
  error: unknown,
): void {
  const reason = error instanceof Error ? error.message : String(error);
  logs({
    time: clock.now().toISOString(),
    level: 'warning',
    source: 'host',
    message: `Queue '${queue.name}' ${what}: ${reason}`,
  });
}
