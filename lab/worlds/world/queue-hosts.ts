/** The hosts of all instances: they look at both queues, and run the functions for what they find. */

import type { InvocationContext } from '@azure/functions';
import type { ReceivedMessage } from '../../../src/adapters/memory/messages.ts';
import { deliveryOf } from '../../../src/functions/delivery.ts';
import { readQueuedMessage } from '../../../src/ports/call-record-message.ts';
import type { Delivery } from '../../../src/ports/delivery.ts';
import { StorageFailure } from '../../../src/ports/storage.ts';
import { OUR_HOST_JSON } from '../../host/our-host-json.ts';
import { type Activity, during } from './activity.ts';
import type { Instance } from './instance.ts';
import type { QueueName, SimulatedQueue } from './queue.ts';
import { QueueHost } from './queue-host.ts';
import type { Surroundings } from './surroundings.ts';
import type { Wire } from './wire.ts';

/** Instances look at an empty queue at least so often. */
const LOOK_WITHIN_MS = OUR_HOST_JSON.queues.maxPollingIntervalMs;

const QUEUES: ReadonlyArray<QueueName> = ['queue', 'poisonQueue'];

export interface QueueHostsOptions {
  readonly queue: SimulatedQueue;
  /** The call that a message is about. */
  readonly callIn: (message: ReceivedMessage) => string | undefined;
  /** A run of a function has failed. */
  readonly failed: (activity: Activity, error: unknown) => void;
}

export class QueueHosts {
  readonly #surroundings: Surroundings;
  readonly #options: QueueHostsOptions;
  readonly #hosts = new Map<Instance, Readonly<Record<QueueName, QueueHost>>>();
  readonly #looks = new Set<string>();
  readonly #disabled = new Set<QueueName>();
  #invocations = 0;

  constructor(surroundings: Surroundings, options: QueueHostsOptions) {
    this.#surroundings = surroundings;
    this.#options = options;
  }

  started(instance: Instance, wire: Wire): void {
    this.#hosts.set(instance, {
      queue: this.#host(instance, wire, 'queue'),
      poisonQueue: this.#host(instance, wire, 'poisonQueue'),
    });
    instance.whenDead(() => this.#hosts.delete(instance));
    const { time } = this.#surroundings;
    for (const name of QUEUES) {
      this.lookAt(name);
      // The instance that took these may have ended, and nothing else sets the clock for when they come back.
      for (const { visibleAt } of this.#options.queue.messages(name)) {
        if (visibleAt.getTime() > time.milliseconds) this.lookAt(name, visibleAt.getTime());
      }
    }
  }

  /** No instance takes messages from the queue any more: its function is disabled. */
  disable(queue: QueueName): void {
    this.#disabled.add(queue);
  }

  enable(queue: QueueName): void {
    this.#disabled.delete(queue);
    this.lookAt(queue);
  }

  /** Every instance that is there by then looks at the queue soon after that instant. */
  lookAt(queue: QueueName, milliseconds = this.#surroundings.time.milliseconds): void {
    const { time, random } = this.#surroundings;
    const bucket = Math.floor(milliseconds / LOOK_WITHIN_MS) + 1;
    const key = `${queue} ${bucket}`;
    if (this.#looks.has(key)) return;
    this.#looks.add(key);
    time.at(bucket * LOOK_WITHIN_MS, () => {
      this.#looks.delete(key);
      if (!this.#hasWork(queue)) return;
      for (const hosts of this.#hosts.values()) {
        time.in(random.integer(0, LOOK_WITHIN_MS - 1), () => hosts[queue].look());
      }
    });
  }

  #hasWork(name: QueueName): boolean {
    if (this.#disabled.has(name)) return false;
    const now = this.#surroundings.time.milliseconds;
    return this.#options.queue.messages(name).some(({ visibleAt }) => visibleAt.getTime() <= now);
  }

  #host(instance: Instance, wire: Wire, name: QueueName): QueueHost {
    const surroundings = this.#surroundings;
    const { queue, callIn } = this.#options;
    return new QueueHost(surroundings, instance, {
      queue: queue.seenByHost(wire, name),
      poisonQueue: name === 'queue' ? queue.seenByHost(wire, 'poisonQueue') : undefined,
      run: (message) => this.#run(instance, name, message),
      callIn,
      hasVisible: () => this.#hasWork(name),
      onUnreachable: () => {
        const opensAt = surroundings.instantOf(surroundings.conditions.closedUntil('queue'));
        this.lookAt(name, Math.max(opensAt, surroundings.time.milliseconds + LOOK_WITHIN_MS));
      },
    });
  }

  async #run(instance: Instance, name: QueueName, message: ReceivedMessage): Promise<void> {
    const { tallies, journal, activities } = this.#surroundings;
    const callId = this.#options.callIn(message);
    const kind = name === 'queue' ? 'ingest' : 'deadLetter';
    const activity = activities.begin(kind, instance, { callId, message });
    this.#invocations += 1;
    tallies.ingests += 1;
    journal.note(instance.name, callId, () => `${kind} begins, delivery ${message.dequeueCount}`);
    try {
      const ending = await during(activity, () => this.#call(instance, name, message));
      journal.note(instance.name, callId, () => `${kind} ends: ${ending}`);
    } catch (error) {
      journal.note(instance.name, callId, () => `${kind} fails: ${error}`);
      this.#options.failed(activity, error);
      throw error;
    } finally {
      activities.end(activity);
    }
  }

  async #call({ application }: Instance, name: QueueName, message: ReceivedMessage): Promise<string> {
    const body = bodyOf(message);
    const delivery = deliverySeen(message, body, this.#invocations);
    const queued = readQueuedMessage(body);
    if (name === 'queue') return JSON.stringify(await application.ingest(queued, delivery));
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

/** Storage never fails by itself here; a request that failed may have been one that several waited for. */
export function isOwnFailure({ troubles }: Activity, error: unknown): boolean {
  return troubles === 0 && !(error instanceof StorageFailure);
}
