// A queue function tied to its queue, receiving from it, and the lease of a received message.
import { StaleReceipt } from '../../src/adapters/memory/messages.ts';
import type { Clock } from './clock.ts';
import type { HostJson } from './host-json.ts';
import type { HostMessage, HostQueue } from './host-queue.ts';
import { LEASE_SECONDS, renewalWaitMs } from './queue-rules.ts';
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

/**
 * Renews the lease of a received message until the function returned is called, or until the message turns out to be
 * another host's: this is not reported, as on the real host. The function gives the message with its latest receipt:
 * each renewal changes it, and deleting or releasing the message takes no other.
 */
export function keepLease(
  message: HostMessage,
  { queue, leaseSeconds }: QueueBinding,
  clock: Clock,
): () => Promise<HostMessage> {
  const ended = new AbortController();
  let held = message;
  const renewing = (async () => {
    let waitMs = renewalWaitMs(leaseSeconds);
    for (;;) {
      await clock.sleep(waitMs, ended.signal);
      if (ended.signal.aborted) return;
      try {
        held = await queue.update(held, leaseSeconds);
        waitMs = renewalWaitMs(leaseSeconds);
      } catch (error) {
        if (error instanceof StaleReceipt) return;
        waitMs = renewalWaitMs(leaseSeconds, waitMs);
      }
    }
  })();
  return async () => {
    ended.abort();
    await renewing;
    return held;
  };
}
