/**
 * What the Functions host does for one queue function on one instance, by the rules of lab/host: it takes batches, renews
 * leases at half their life, and deletes, releases or poisons.
 */

import { type ReceivedMessage, StaleReceipt } from '../../../src/adapters/memory/messages.ts';
import { StorageFailure } from '../../../src/ports/storage.ts';
import { type GivenUp, LEASE_SECONDS, onFailure, onReceipt, renewalWaitMs } from '../../host/queue-rules.ts';
import { HOST } from './host.ts';
import type { Instance } from './instance.ts';
import type { HostQueue } from './queue.ts';
import type { VirtualTime } from './virtual-time.ts';

const { batchSize, newBatchThreshold, maxDequeueCount, visibilityTimeoutSeconds } = HOST.queues;
const FUNCTION_TIMEOUT_MS = HOST.functionTimeoutMs ?? Number.POSITIVE_INFINITY;
/** A host that stood still beside its worker notices a time-out so much later. */
const NOTICED_AFTER_MS = 30_000;

export interface QueueHostOptions {
  readonly instance: Instance;
  readonly time: VirtualTime;
  readonly queue: HostQueue;
  /** Undefined for the poison queue's own function: what fails there stays until its lease ends. */
  readonly poisonQueue: HostQueue | undefined;
  /** Runs the function for one message. Rejects when it fails; never settles when its process ends. */
  readonly run: (message: ReceivedMessage) => Promise<void>;
  /** Wraps the host's own work on a message. */
  readonly asHost: <Result>(
    message: ReceivedMessage | undefined,
    work: () => Promise<Result>,
  ) => Promise<Result>;
  /** Whether any message is visible: looking at an empty queue changes nothing, and is left out. */
  readonly hasVisible: () => boolean;
  /** Looks again later: the queue did not answer. */
  readonly onUnreachable: () => void;
  /** The function ran for too long: the host ends its process. */
  readonly onTimeout: (message: ReceivedMessage) => void;
  readonly onPoisoned: () => void;
}

export class QueueHost {
  readonly #options: QueueHostOptions;
  #running = 0;
  #looking = false;
  #lookAgain = false;

  constructor(options: QueueHostOptions) {
    this.#options = options;
  }

  /** Takes what is visible, as long as there is room. */
  look(): void {
    if (this.#looking) this.#lookAgain = true;
    else void this.#look();
  }

  async #look(): Promise<void> {
    const { instance, queue, asHost, hasVisible, onUnreachable } = this.#options;
    this.#looking = true;
    try {
      do {
        this.#lookAgain = false;
        if (!instance.takesWork || this.#running > newBatchThreshold || !hasVisible()) break;
        const messages = await asHost(undefined, () => queue.receive(batchSize, LEASE_SECONDS));
        // It may have ended as the answer came.
        if (!instance.isAlive) return;
        for (const message of messages) void this.#handle(message);
        if (messages.length > 0) this.#lookAgain = true;
      } while (this.#lookAgain);
    } catch (error) {
      if (!(error instanceof StorageFailure)) throw error;
      onUnreachable();
    } finally {
      this.#looking = false;
    }
  }

  async #handle(message: ReceivedMessage): Promise<void> {
    this.#running += 1;
    try {
      await this.#deliver(message);
    } catch (error) {
      // As on the real host: it logs, and the message comes again after its lease.
      if (!(error instanceof StorageFailure || error instanceof StaleReceipt)) throw error;
    } finally {
      this.#running -= 1;
      this.look();
    }
  }

  async #deliver(message: ReceivedMessage): Promise<void> {
    const { poisonQueue, run } = this.#options;
    const delivery = {
      dequeueCount: message.dequeueCount,
      maxDequeueCount,
      hasPoisonQueue: poisonQueue !== undefined,
    };
    const received = onReceipt(delivery);
    if (received !== 'run') return this.#dispose(message, received);
    const lease = this.#keepLease(message);
    const failed = await run(message).then(
      () => false,
      () => true,
    );
    await this.#dispose(await lease.end(), failed ? onFailure(delivery) : 'delete');
  }

  async #dispose(message: ReceivedMessage, how: 'delete' | 'release' | GivenUp): Promise<void> {
    const { queue, poisonQueue, asHost, onPoisoned } = this.#options;
    if (how === 'leaveInvisible') return;
    await asHost(message, async () => {
      if (how === 'release') return void (await queue.update(message, visibilityTimeoutSeconds));
      if (how === 'poison') {
        // Two requests: a crash between them leaves the message in both queues.
        await poisonQueue?.send(message.text);
        onPoisoned();
      }
      await queue.delete(message);
    });
  }

  #keepLease(message: ReceivedMessage): { end(): Promise<ReceivedMessage> } {
    const { instance, time, queue, asHost, onTimeout } = this.#options;
    let latest = message;
    let isOver = false;
    let renewing: Promise<void> = Promise.resolve();
    const renewAfter = (milliseconds: number): void => {
      time.in(milliseconds, () => {
        if (isOver || !instance.isAlive) return;
        renewing = asHost(latest, async () => {
          try {
            latest = await queue.update(latest, LEASE_SECONDS);
            renewAfter(renewalWaitMs(LEASE_SECONDS));
          } catch (error) {
            // Another instance's by now: this one is not told.
            if (error instanceof StorageFailure) renewAfter(renewalWaitMs(LEASE_SECONDS, milliseconds));
          }
        });
      });
    };
    renewAfter(renewalWaitMs(LEASE_SECONDS));
    const timeOut = () => {
      // The host stands still beside its worker, and is not the first to notice that it goes on.
      if (instance.frozenUntil > time.milliseconds) time.at(instance.frozenUntil + NOTICED_AFTER_MS, timeOut);
      else if (!isOver && instance.isAlive) onTimeout(message);
    };
    time.in(FUNCTION_TIMEOUT_MS, timeOut);
    return {
      end: async () => {
        isOver = true;
        await renewing;
        return latest;
      },
    };
  }
}
