// A queue function tied to its queue, receiving from it, and the lease of a received message.
import type { DequeuedMessageItem, QueueClient } from '@azure/storage-queue';
import type { Clock } from './clock.ts';
import type { HostJson } from './host-json.ts';
import { LEASE_SECONDS, renewalWaitMs } from './queue-rules.ts';
import { queueService, storageErrorCode } from './storage.ts';
import type { QueueTrigger, Settings } from './triggers.ts';

export interface QueueBinding {
  readonly trigger: QueueTrigger;
  readonly queue: QueueClient;
  /** Where a message goes that has failed too often. A poison queue has none itself. */
  readonly poisonQueue: QueueClient | undefined;
  readonly options: HostJson['queues'];
  /** For how long a message is received, and prolonged while its function runs. */
  readonly leaseSeconds: number;
}

const POISON_SUFFIX = '-poison';
/** https://learn.microsoft.com/rest/api/storageservices/naming-queues-and-metadata */
const LONGEST_QUEUE_NAME = 63;

/** @throws {StorageConnectionError} when the trigger's connection is not set. */
export function bindQueue(
  trigger: QueueTrigger,
  settings: Settings,
  options: HostJson['queues'],
  leaseSeconds: number = LEASE_SECONDS,
): QueueBinding {
  const service = queueService(trigger.connection, settings);
  const { queueName } = trigger;
  const poisonName = `${queueName}${POISON_SUFFIX}`;
  const hasPoisonQueue = !queueName.endsWith(POISON_SUFFIX) && poisonName.length <= LONGEST_QUEUE_NAME;
  return {
    trigger,
    queue: service.getQueueClient(queueName),
    poisonQueue: hasPoisonQueue ? service.getQueueClient(poisonName) : undefined,
    options,
    leaseSeconds,
  };
}

/** Up to `limit` messages (32 at most) that are visible now, leased. A missing queue is an empty one. */
export async function receive(
  { queue, leaseSeconds }: QueueBinding,
  limit: number,
): Promise<ReadonlyArray<DequeuedMessageItem>> {
  try {
    const options = { numberOfMessages: limit, visibilityTimeout: leaseSeconds };
    return (await queue.receiveMessages(options)).receivedMessageItems;
  } catch (error) {
    if (storageErrorCode(error) === 'QueueNotFound') return [];
    throw error;
  }
}

/**
 * Renews the lease of a received message until the function returned is called, or until the message turns out to be
 * another host's: this is not reported, as on the real host. The function gives the latest pop receipt: each renewal
 * changes it, and deleting or releasing the message takes no other.
 */
export function keepLease(
  { messageId, popReceipt }: DequeuedMessageItem,
  { queue, leaseSeconds }: QueueBinding,
  clock: Clock,
): () => Promise<string> {
  const ended = new AbortController();
  let receipt = popReceipt;
  const renewing = (async () => {
    let waitMs = renewalWaitMs(leaseSeconds);
    for (;;) {
      await clock.sleep(waitMs, ended.signal);
      if (ended.signal.aborted) return;
      try {
        const renewed = await queue.updateMessage(messageId, receipt, undefined, leaseSeconds);
        receipt = renewed.popReceipt ?? receipt;
        waitMs = renewalWaitMs(leaseSeconds);
      } catch (error) {
        if (isLostMessage(error)) return;
        waitMs = renewalWaitMs(leaseSeconds, waitMs);
      }
    }
  })();
  return async () => {
    ended.abort();
    await renewing;
    return receipt;
  };
}

/** True when the message is gone or was received by another host since. */
export function isLostMessage(error: unknown): boolean {
  const code = storageErrorCode(error);
  return code === 'MessageNotFound' || code === 'PopReceiptMismatch' || code === 'QueueNotFound';
}
