/**
 * What the Functions host does for one queue function on one instance (QueueListener.cs and QueueProcessor.cs, as
 * lab/host has them): it takes batches, renews leases at half their life, and deletes, releases or poisons.
 */

import { type ReceivedMessage, StaleReceipt } from '../../../src/adapters/memory/messages.ts';
import { StorageFailure } from '../../../src/ports/storage.ts';
import type { Instance } from './instance.ts';
import type { HostQueue } from './queue.ts';
import type { VirtualTime } from './virtual-time.ts';

/** host.json, and what QueueListener.cs does not let it choose. */
const LEASE_SECONDS = 600;
const BATCH_SIZE = 8;
const NEW_BATCH_THRESHOLD = 4;
const MAX_DEQUEUE_COUNT = 5;
const VISIBILITY_TIMEOUT_SECONDS = 30;
const FUNCTION_TIMEOUT_SECONDS = 600;
/** After a failed renewal it is tried again after half the time, but not below this. */
const SHORTEST_RENEWAL_MS = 60_000;
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
  readonly onPoisoned: (message: ReceivedMessage) => void;
}

export class QueueHost {
  readonly #options: QueueHostOptions;
  #running = 0;
  #looking = false;
  #lookAgain = false;

  constructor(options: QueueHostOptions) {
    this.#options = options;
  }

  get running(): number {
    return this.#running;
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
        if (!instance.takesWork || this.#running > NEW_BATCH_THRESHOLD || !hasVisible()) break;
        const messages = await asHost(undefined, () => queue.receive(BATCH_SIZE, LEASE_SECONDS));
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
    const { poisonQueue, queue, run, asHost } = this.#options;
    if (message.dequeueCount > MAX_DEQUEUE_COUNT) {
      if (poisonQueue !== undefined) await asHost(message, () => this.#poison(message, poisonQueue));
      return;
    }
    const lease = this.#keepLease(message);
    let failed = false;
    try {
      await run(message);
    } catch {
      failed = true;
    }
    const latest = await lease.end();
    await asHost(latest, async () => {
      if (!failed) await queue.delete(latest);
      else if (poisonQueue === undefined) return;
      else if (latest.dequeueCount >= MAX_DEQUEUE_COUNT) await this.#poison(latest, poisonQueue);
      else await queue.update(latest, VISIBILITY_TIMEOUT_SECONDS);
    });
  }

  /** Two requests: a crash between them leaves the message in both queues. */
  async #poison(message: ReceivedMessage, poisonQueue: HostQueue): Promise<void> {
    await poisonQueue.send(message.text);
    this.#options.onPoisoned(message);
    await this.#options.queue.delete(message);
  }

  #keepLease(message: ReceivedMessage): { end(): Promise<ReceivedMessage> } {
    const { instance, time, queue, asHost, onTimeout } = this.#options;
    let latest = message;
    let isOver = false;
    let renewing: Promise<void> = Promise.resolve();
    const renewIn = (milliseconds: number): void => {
      time.in(milliseconds, () => {
        if (isOver || !instance.isAlive) return;
        renewing = asHost(latest, async () => {
          try {
            latest = await queue.update(latest, LEASE_SECONDS);
            renewIn((LEASE_SECONDS * 1000) / 2);
          } catch (error) {
            // Somebody else's by now: nobody is told.
            if (error instanceof StorageFailure) renewIn(Math.max(milliseconds / 2, SHORTEST_RENEWAL_MS));
          }
        });
      });
    };
    renewIn((LEASE_SECONDS * 1000) / 2);
    const timeOut = () => {
      // The host stands still beside its worker, and is not the first to notice that it goes on.
      if (instance.frozenUntil > time.milliseconds) time.at(instance.frozenUntil + NOTICED_AFTER_MS, timeOut);
      else if (!isOver && instance.isAlive) onTimeout(message);
    };
    time.in(FUNCTION_TIMEOUT_SECONDS * 1000, timeOut);
    return {
      end: async () => {
        isOver = true;
        await renewing;
        return latest;
      },
    };
  }
}
