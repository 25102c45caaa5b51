/**
 * What the Functions host does for one queue function on one instance, by the rules of lab/host: it takes batches, renews
 * leases at half their life, and deletes, releases or poisons.
 */

import { type ReceivedMessage, StaleReceipt } from '../../../src/adapters/memory/messages.ts';
import { StorageFailure } from '../../../src/ports/storage.ts';
import { OUR_HOST_JSON } from '../../host/our-host-json.ts';
import { type GivenUp, LEASE_SECONDS, onFailure, onReceipt, renewalWaitMs } from '../../host/queue-rules.ts';
import { during, newActivity } from './activity.ts';
import type { Instance } from './instance.ts';
import type { HostQueue } from './queue.ts';
import type { Surroundings } from './surroundings.ts';

const { batchSize, newBatchThreshold, maxDequeueCount, visibilityTimeoutSeconds } = OUR_HOST_JSON.queues;
const FUNCTION_TIMEOUT_MS = OUR_HOST_JSON.functionTimeoutMs ?? Number.POSITIVE_INFINITY;
/** A host that stood still beside its worker notices a time-out so much later. */
const NOTICED_AFTER_MS = 30_000;

/** A queue function, and what its host sees of its queue. */
export interface QueueFunction {
  readonly queue: HostQueue;
  /** Undefined for the poison queue's own function: what fails there stays until its lease ends. */
  readonly poisonQueue: HostQueue | undefined;
  /** Runs the function for one message. Rejects when it fails; never settles when its process ends. */
  readonly run: (message: ReceivedMessage) => Promise<void>;
  /** The call that a message is about. */
  readonly callIn: (message: ReceivedMessage) => string | undefined;
  /** Whether any message is visible: looking at an empty queue changes nothing, and is left out. */
  readonly hasVisible: () => boolean;
  /** The queue did not answer. */
  readonly onUnreachable: () => void;
}

export class QueueHost {
  readonly #surroundings: Surroundings;
  readonly #instance: Instance;
  readonly #function: QueueFunction;
  #running = 0;
  #looking = false;
  #lookAgain = false;

  constructor(surroundings: Surroundings, instance: Instance, queueFunction: QueueFunction) {
    this.#surroundings = surroundings;
    this.#instance = instance;
    this.#function = queueFunction;
  }

  /** Takes what is visible, as long as there is room. */
  look(): void {
    if (this.#looking) this.#lookAgain = true;
    else void this.#look();
  }

  async #look(): Promise<void> {
    const { queue, hasVisible, onUnreachable } = this.#function;
    this.#looking = true;
    try {
      do {
        this.#lookAgain = false;
        if (!this.#instance.takesWork || this.#running > newBatchThreshold || !hasVisible()) break;
        // Nothing happens to a look at the queue.
        const messages = await during(newActivity('host'), () => queue.receive(batchSize, LEASE_SECONDS));
        // It may have ended as the answer came.
        if (!this.#instance.isAlive) return;
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
    const { poisonQueue, run } = this.#function;
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
    const { queue, poisonQueue } = this.#function;
    if (how === 'leaveInvisible') return;
    await this.#work(message, async () => {
      if (how === 'release') return void (await queue.update(message, visibilityTimeoutSeconds));
      if (how === 'poison') {
        // Two requests: a crash between them leaves the message in both queues.
        await poisonQueue?.send(message.text);
        this.#surroundings.tallies.poisoned += 1;
      }
      await queue.delete(message);
    });
  }

  #keepLease(message: ReceivedMessage): { end(): Promise<ReceivedMessage> } {
    const { time } = this.#surroundings;
    const instance = this.#instance;
    let latest = message;
    let isOver = false;
    let renewing: Promise<void> = Promise.resolve();
    const renewAfter = (milliseconds: number): void => {
      time.in(milliseconds, () => {
        if (isOver || !instance.isAlive) return;
        renewing = this.#work(latest, async () => {
          try {
            latest = await this.#function.queue.update(latest, LEASE_SECONDS);
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
      else if (!isOver && instance.isAlive) this.#endProcess(message);
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

  /** The host's own work on a message. */
  async #work<Result>(message: ReceivedMessage, work: () => Promise<Result>): Promise<Result> {
    const { activities } = this.#surroundings;
    const activity = activities.begin('host', this.#instance, {
      callId: this.#function.callIn(message),
      message,
    });
    try {
      return await during(activity, work);
    } finally {
      activities.end(activity);
    }
  }

  /** The function ran for too long. */
  #endProcess(message: ReceivedMessage): void {
    const { name } = this.#instance;
    const callId = this.#function.callIn(message);
    this.#surroundings.journal.note(name, callId, () => 'ran for ten minutes: its process is ended');
    this.#instance.die();
  }
}
