// A queue function tied to its queue.
import type { HostJson } from './host-json.ts';
import type { HostQueue } from './host-queue.ts';
import { LEASE_SECONDS } from './queue-rules.ts';
import type { QueueTrigger } from './triggers.ts';

export interface QueueBinding {
  readonly trigger: QueueTrigger;
  readonly queue: HostQueue;
  /** Where a message goes that has failed too often. A poison queue has none itself. */
  readonly poisonQueue: HostQueue | undefined;
  readonly options: HostJson['queues'];
  /** For how long a message is received, and prolonged while its function runs. */
  readonly leaseSeconds: number;
}

const POISON_SUFFIX = '-poison';
/** https://learn.microsoft.com/rest/api/storageservices/naming-queues-and-metadata */
const LONGEST_QUEUE_NAME = 63;

export function bindQueue(
  trigger: QueueTrigger,
  queueOf: (name: string) => HostQueue,
  options: HostJson['queues'],
  leaseSeconds: number = LEASE_SECONDS,
): QueueBinding {
  const { queueName } = trigger;
  const poisonName = `${queueName}${POISON_SUFFIX}`;
  const hasPoisonQueue = !queueName.endsWith(POISON_SUFFIX) && poisonName.length <= LONGEST_QUEUE_NAME;
  return {
    trigger,
    queue: queueOf(queueName),
    poisonQueue: hasPoisonQueue ? queueOf(poisonName) : undefined,
    options,
    leaseSeconds,
  };
}
