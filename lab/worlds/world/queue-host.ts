/**
 * What the Functions host does for one queue function on one instance, by the rules of lab/host: it takes batches, runs
 * the function for each message, renews leases at half their life, and deletes, releases or poisons.
 */

import type { InvocationContext } from '@azure/functions';
import type { ReceivedMessage } from '../../../src/adapters/memory/messages.ts';
import { deliveryOf } from '../../../src/functions/delivery.ts';
import { readQueuedMessage } from '../../../src/ports/call-record-message.ts';
import type { Delivery } from '../../../src/ports/delivery.ts';
import { StorageFailure } from '../../../src/ports/storage.ts';
import { handleMessage } from '../../host/handle-message.ts';
import { OUR_HOST_JSON } from '../../host/our-host-json.ts';
import { LEASE_SECONDS } from '../../host/queue-rules.ts';
import { type Activity, undisturbed } from './activity.ts';
import type { Instance } from './instance.ts';
import type { QueueName, QueueSeenByHost } from './queue.ts';
import type { Surroundings } from './surroundings.ts';

const { batchSize, newBatchThreshold } = OUR_HOST_JSON.queues;
const FUNCTION_TIMEOUT_MS = OUR_HOST_JSON.functionTimeoutMs ?? Number.POSITIVE_INFINITY;
/** A host that stood still beside its worker notices a time-out so much later. */
const NOTICED_AFTER_MS = 30_000;

export interface QueueHostOptions {
  readonly name: QueueName;
  readonly queue: QueueSeenByHost;
  /** Undefined for the poison queue's own function: what fails there stays until its lease ends. */
  readonly poisonQueue: QueueSeenByHost | undefined;
  /** The call that a message is about. */
  readonly callIn: (text: string) => string | undefined;
  /** Whether any message is visible: looking at an empty queue changes nothing, and is left out. */
  readonly hasWork: () => boolean;
  /** The queue did not answer. */
  readonly onUnreachable: () => void;
  /** A run of the function has failed. */
  readonly failed: (activity: Activity, error: unknown) => void;
}

export class QueueHost {
  readonly #surroundings: Surroundings;
  readonly #instance: Instance;
  readonly #options: QueueHostOptions;
  #running = 0;
  #looking = false;
  #lookAgain = false;

  constructor(surroundings: Surroundings, instance: Instance, options: QueueHostOptions) {
    this.#surroundings = surroundings;
    this.#instance = instance;
    this.#options = options;
  }

  /** Takes what is visible, as long as there is room. */
  look(): void {
    if (this.#looking) this.#lookAgain = true;
    else void this.#look();
  }

  async #look(): Promise<void> {
    const { queue, hasWork, onUnreachable } = this.#options;
    this.#looking = true;
    try {
      do {
        this.#lookAgain = false;
        if (!this.#instance.takesWork || this.#running > newBatchThreshold || !hasWork()) break;
        const messages = await undisturbed('host', () => queue.receive(batchSize, LEASE_SECONDS));
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
      if (!(error instanceof StorageFailure)) throw error;
    } finally {
      this.#running -= 1;
      this.look();
    }
  }

  async #deliver(message: ReceivedMessage): Promise<void> {
    const { queue, poisonQueue, callIn } = this.#options;
    const { activities, tallies } = this.#surroundings;
    const { clock } = this.#instance;
    const callId = callIn(message.text);
    await handleMessage(message, {
      queue,
      options: OUR_HOST_JSON.queues,
      leaseSeconds: LEASE_SECONDS,
      clock: { sleep: (milliseconds, signal) => clock.sleep(milliseconds, signal).catch(() => undefined) },
      run: () => this.#run(message),
      poison:
        poisonQueue &&
        (async () => {
          await poisonQueue.send(message.text);
          tallies.poisoned += 1;
        }),
      // The host's own work on a message.
      asking: (ask) => activities.run('host', this.#instance, { callId, message }, ask),
    });
  }

  /** Resolves with whether it succeeded. */
  async #run(message: ReceivedMessage): Promise<boolean> {
    const { tallies, journal, activities } = this.#surroundings;
    const { name, callIn, failed } = this.#options;
    const callId = callIn(message.text);
    const note = (tell: () => string) => journal.note(this.#instance.name, callId, tell);
    const kind = name === 'queue' ? 'ingest' : 'deadLetter';
    tallies.ingests += 1;
    const ended = new AbortController();
    this.#endAfterTimeout(callId, ended.signal);
    return await activities.run(kind, this.#instance, { callId, message }, async (activity) => {
      note(() => `${kind} begins, delivery ${message.dequeueCount}`);
      try {
        const ending = await this.#call(message);
        note(() => `${kind} ends: ${ending}`);
        return true;
      } catch (error) {
        note(() => `${kind} fails: ${error}`);
        failed(activity, error);
        return false;
      } finally {
        ended.abort();
      }
    });
  }

  #endAfterTimeout(callId: string | undefined, ended: AbortSignal): void {
    const { time, journal } = this.#surroundings;
    const instance = this.#instance;
    const timeOut = () => {
      // The host stands still beside its worker, and is not the first to notice that it goes on.
      if (instance.frozenUntil > time.milliseconds) time.at(instance.frozenUntil + NOTICED_AFTER_MS, timeOut);
      else if (!ended.aborted && instance.isAlive) {
        journal.note(instance.name, callId, () => 'ran for ten minutes: its process is ended');
        instance.die();
      }
    };
    time.in(FUNCTION_TIMEOUT_MS, timeOut);
  }

  async #call(message: ReceivedMessage): Promise<string> {
    const { application } = this.#instance;
    const body = bodyOf(message);
    const queued = readQueuedMessage(body);
    const delivery = deliverySeen(message, body, this.#surroundings.tallies.ingests);
    if (this.#options.name === 'queue') return JSON.stringify(await application.ingest(queued, delivery));
    await application.deadLetterPoisoned(queued, delivery);
    return 'kept';
  }
}

/** The functions library parses what can be parsed. */
function bodyOf({ text }: ReceivedMessage): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** What the function makes of what the host says; the host puts a message's own properties over its own. */
function deliverySeen(message: ReceivedMessage, body: unknown, invocation: number): Delivery {
  const { id, dequeueCount, insertedAt } = message;
  const own = typeof body === 'object' && body !== null && !Array.isArray(body) ? body : {};
  return deliveryOf({
    triggerMetadata: { id, dequeueCount, insertionTime: insertedAt.toISOString(), ...own },
    invocationId: `invocation-${invocation}`,
  } as unknown as InvocationContext);
}
