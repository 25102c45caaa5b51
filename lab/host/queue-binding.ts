// A queue function tied to its queue, and receiving from it.
import type { DequeuedMessageItem, QueueClient } from '@azure/storage-queue';
import type { QueueOptions } from './host-json.ts';
import { LEASE_SECONDS } from './message-lease.ts';
import type { Settings } from './settings.ts';
import { queueService } from './storage-connections.ts';
import { storageErrorCode } from './storage-errors.ts';
import type { QueueTrigger } from './triggers.ts';

export interface QueueBinding {
  readonly trigger: QueueTrigger;
  readonly queue: QueueClient;
  /** Where a message goes that has failed too often. A poison queue has none itself. */
  readonly poisonQueue: QueueClient | undefined;
  readonly options: QueueOptions;
  /** For how long a message is received, and prolonged while its function runs. */
  readonly leaseSeconds: number;
}

const POISON_SUFFIX = '-poison';
/** https://learn.microsoft.com/rest/api/storageservices/naming-queues-and-metadata */
const LONGEST_QUEUE_NAME = 63;

/** @throws {Error} when the trigger's connection is not set. */
export function bindQueue(
  trigger: QueueTrigger,
  settings: Settings,
  options: QueueOptions,
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
    const response = await queue.receiveMessages({
      numberOfMessages: limit,
      visibilityTimeout: leaseSeconds,
    });
    return response.receivedMessageItems;
  } catch (error) {
    if (storageErrorCode(error) === 'QueueNotFound') return [];
    throw error;
  }
}
