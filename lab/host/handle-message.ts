// What the host does with one received message: it keeps the lease while the function runs, and then deletes, releases or
// poisons the message by the rules. This host does so over storage, the simulated worlds in memory and virtual time.
import { type ReceivedMessage, StaleReceipt } from '../../src/adapters/memory/messages.ts';
import type { Clock } from './clock.ts';
import type { HostJson } from './host-json.ts';
import { type GivenUp, onFailure, onReceipt, renewalWaitMs } from './queue-rules.ts';

/**
 * What became of the message: `deleted` after success; `released`, to be visible again after visibilityTimeout;
 * `poisoned`, copied to the poison queue and then deleted; `leftInvisible` until its lease ends, when the function of a
 * poison queue fails; `lost` to another host that received it meanwhile.
 */
export type Disposition = 'deleted' | 'released' | 'poisoned' | 'leftInvisible' | 'lost';

export interface Handling<Message extends ReceivedMessage> {
  /** Both reject with StaleReceipt. */
  readonly queue: {
    update(message: Message, invisibleSeconds: number): Promise<Message>;
    delete(message: Message): Promise<void>;
  };
  /** Copies the message to the poison queue, which is done for a reason. Undefined for a poison queue's own messages. */
  readonly poison: ((reason: string) => Promise<void>) | undefined;
  readonly options: Pick<HostJson['queues'], 'maxDequeueCount' | 'visibilityTimeoutSeconds'>;
  /** For how long a message is received, and prolonged while its function runs. */
  readonly leaseSeconds: number;
  readonly clock: Pick<Clock, 'sleep'>;
  /** Runs the function, and resolves with whether it succeeded. */
  readonly run: () => Promise<boolean>;
  /** Everything that the host asks of the queues passes through it. */
  readonly asking?: <Result>(ask: () => Promise<Result>) => Promise<Result>;
}

/** @throws when storage fails; the message then comes again after its lease. */
export async function handleMessage<Message extends ReceivedMessage>(
  message: Message,
  handling: Handling<Message>,
): Promise<Disposition> {
  const { options, poison, run } = handling;
  const { dequeueCount } = message;
  const delivery = { ...options, dequeueCount, hasPoisonQueue: poison !== undefined };
  const received = onReceipt(delivery);
  if (received !== 'run') {
    return await dispose(received, message, handling, `was delivered ${dequeueCount} times`);
  }
  const endLease = keepLease(message, handling);
  const verdict = (await run()) ? 'delete' : onFailure(delivery);
  return await dispose(verdict, await endLease(), handling, `failed ${dequeueCount} times`);
}

/**
 * Renews the lease of a received message until the function returned is called, or until the message turns out to be
 * another host's: this is not reported, as on the real host. The function gives the message with its latest receipt:
 * each renewal changes it, and deleting or releasing the message takes no other.
 */
function keepLease<Message extends ReceivedMessage>(
  message: Message,
  { queue, leaseSeconds, clock, asking = atOnce }: Handling<Message>,
): () => Promise<Message> {
  const ended = new AbortController();
  let held = message;
  const renewing = (async () => {
    let waitMs = renewalWaitMs(leaseSeconds);
    for (;;) {
      await clock.sleep(waitMs, ended.signal);
      if (ended.signal.aborted) return;
      try {
        held = await asking(() => queue.update(held, leaseSeconds));
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

async function dispose<Message extends ReceivedMessage>(
  verdict: 'delete' | 'release' | GivenUp,
  message: Message,
  { queue, poison, options, asking = atOnce }: Handling<Message>,
  reason: string,
): Promise<Disposition> {
  switch (verdict) {
    case 'delete':
      return await asking(() => unlessLost('deleted', () => queue.delete(message)));
    case 'release':
      return await asking(() =>
        unlessLost('released', () => queue.update(message, options.visibilityTimeoutSeconds)),
      );
    case 'leaveInvisible':
      return 'leftInvisible';
    case 'poison':
      return await asking(async (): Promise<Disposition> => {
        // Two calls: a crash between them leaves the message in both queues, as it does on the real host.
        await poison?.(reason);
        await unlessLost('deleted', () => queue.delete(message));
        return 'poisoned';
      });
  }
}

const atOnce = <Result>(ask: () => Promise<Result>): Promise<Result> => ask();

async function unlessLost(disposition: Disposition, action: () => Promise<unknown>): Promise<Disposition> {
  try {
    await action();
    return disposition;
  } catch (error) {
    if (error instanceof StaleReceipt) return 'lost';
    throw error;
  }
}
