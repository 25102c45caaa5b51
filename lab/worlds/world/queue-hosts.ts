/** The hosts of all instances: they look at both queues, and run the functions for what they find. */

import type { ReceivedMessage } from '../../../src/adapters/memory/messages.ts';
import { readQueuedMessage } from '../../../src/ports/call-record-message.ts';
import { StorageFailure } from '../../../src/ports/storage.ts';
import { callIn } from '../checker/message-text.ts';
import { type Activity, during } from './activity.ts';
import type { Instance } from './instance.ts';
import { bodyOf, deliverySeen } from './message-run.ts';
import type { QueueName } from './queue.ts';
import { QueueHost } from './queue-host.ts';
import type { Wire } from './wire.ts';
import type { SimulatedWorld } from './world.ts';

/** Instances look at an empty queue at least so often (host.json's maxPollingInterval). */
const LOOK_WITHIN_MS = 2_000;

const QUEUES: ReadonlyArray<QueueName> = ['queue', 'poisonQueue'];

export class QueueHosts {
  readonly #world: SimulatedWorld;
  readonly #hosts = new Map<Instance, Readonly<Record<QueueName, QueueHost>>>();
  readonly #looks = new Set<string>();
  readonly #disabled = new Set<QueueName>();
  #invocations = 0;

  constructor(world: SimulatedWorld) {
    this.#world = world;
  }

  started(instance: Instance, wire: Wire): void {
    this.#hosts.set(instance, {
      queue: this.#host(instance, wire, 'queue'),
      poisonQueue: this.#host(instance, wire, 'poisonQueue'),
    });
    instance.whenDead(() => this.#hosts.delete(instance));
    const { time, queue } = this.#world;
    for (const name of QUEUES) {
      this.lookAt(name, time.milliseconds);
      // Whoever took these may have ended, and nobody else set the clock for when they come back.
      for (const { visibleAt } of queue.messages(name)) {
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
    this.lookAt(queue, this.#world.time.milliseconds);
  }

  /** Every instance that is there by then looks at the queue soon after that instant. */
  lookAt(queue: QueueName, milliseconds: number): void {
    const { time } = this.#world;
    const bucket = Math.floor(milliseconds / LOOK_WITHIN_MS) + 1;
    const key = `${queue} ${bucket}`;
    if (this.#looks.has(key)) return;
    this.#looks.add(key);
    time.at(bucket * LOOK_WITHIN_MS, () => {
      this.#looks.delete(key);
      if (!this.#hasWork(queue)) return;
      for (const hosts of this.#hosts.values()) this.#lookSoon(hosts[queue]);
    });
  }

  #lookSoon(host: QueueHost): void {
    const { time, random } = this.#world;
    time.in(random.integer(0, LOOK_WITHIN_MS - 1), () => host.look());
  }

  #hasWork(name: QueueName): boolean {
    const { queue, time } = this.#world;
    if (this.#disabled.has(name)) return false;
    return queue.messages(name).some(({ visibleAt }) => visibleAt.getTime() <= time.milliseconds);
  }

  #host(instance: Instance, wire: Wire, name: QueueName): QueueHost {
    const world = this.#world;
    const { queue, time, activities, weather, journal, tallies } = world;
    return new QueueHost({
      instance,
      time,
      queue: queue.seenByHost(wire, name),
      poisonQueue: name === 'queue' ? queue.seenByHost(wire, 'poisonQueue') : undefined,
      hasVisible: () => this.#hasWork(name),
      run: (message) => this.#run(instance, name, message),
      asHost: async (message, work) => {
        const activity =
          message === undefined
            ? activities.beginLook()
            : activities.begin('host', instance, { callId: this.#callIn(message), message });
        try {
          return await during(activity, work);
        } finally {
          activities.end(activity);
        }
      },
      onUnreachable: () => {
        const closed = weather.closedUntil('queue');
        const opensAt = closed === undefined ? 0 : world.instantOf(closed);
        this.lookAt(name, Math.max(opensAt, time.milliseconds + LOOK_WITHIN_MS));
      },
      onTimeout: (message) => {
        journal.note(instance.name, this.#callIn(message), () => 'ran for ten minutes: its process is ended');
        instance.die();
      },
      onPoisoned: () => {
        tallies.poisoned += 1;
      },
    });
  }

  async #run(instance: Instance, name: QueueName, message: ReceivedMessage): Promise<void> {
    const { tallies, journal, activities, checker } = this.#world;
    const callId = this.#callIn(message);
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
      this.#world.leftUnfinished(activity);
      if (callId !== undefined && isOwnFailure(activity, error)) checker.accounts.failedAlone(callId, error);
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

  #callIn({ text }: ReceivedMessage): string | undefined {
    return callIn(text, this.#world.tenant.tenantId);
  }
}

/** Storage never fails by itself here; a request that failed may have been one that several waited for. */
function isOwnFailure({ troubles }: Activity, error: unknown): boolean {
  return troubles === 0 && !(error instanceof StorageFailure);
}
