/** The hosts of all instances, and when they look at both queues. */

import { OUR_HOST_JSON } from '../../host/our-host-json.ts';
import type { Instance } from './instance.ts';
import { QUEUES, type QueueName, type SimulatedQueue } from './queue.ts';
import { QueueHost, type QueueHostOptions } from './queue-host.ts';
import type { Surroundings } from './surroundings.ts';
import type { Wire } from './wire.ts';

/** Instances look at an empty queue at least so often. */
const LOOK_WITHIN_MS = OUR_HOST_JSON.queues.maxPollingIntervalMs;

type Listening = Pick<QueueHostOptions, 'callIn' | 'failed'>;

export class QueueHosts {
  readonly #surroundings: Surroundings;
  readonly #queue: SimulatedQueue;
  readonly #listening: Listening;
  readonly #hosts = new Map<Instance, Readonly<Record<QueueName, QueueHost>>>();
  readonly #looks = new Set<string>();
  readonly #disabled = new Set<QueueName>();

  constructor(surroundings: Surroundings, queue: SimulatedQueue, listening: Listening) {
    this.#surroundings = surroundings;
    this.#queue = queue;
    this.#listening = listening;
  }

  started(wire: Wire): void {
    const { instance } = wire;
    const host = (name: QueueName) => this.#host(wire, name);
    this.#hosts.set(instance, { queue: host('queue'), poisonQueue: host('poisonQueue') });
    instance.whenDead(() => this.#hosts.delete(instance));
    const { time } = this.#surroundings;
    for (const name of QUEUES) {
      this.lookAt(name);
      // The instance that took these may have ended, and nothing else sets the clock for when they come back.
      for (const { visibleAt } of this.#queue.messages(name)) {
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
    return this.#queue.messages(name).some(({ visibleAt }) => visibleAt.getTime() <= now);
  }

  #host(wire: Wire, name: QueueName): QueueHost {
    const surroundings = this.#surroundings;
    return new QueueHost(surroundings, wire.instance, {
      ...this.#listening,
      name,
      queue: this.#queue.seenByHost(wire, name),
      poisonQueue: name === 'queue' ? this.#queue.seenByHost(wire, 'poisonQueue') : undefined,
      hasWork: () => this.#hasWork(name),
      onUnreachable: () => {
        const opensAt = surroundings.instantOf(surroundings.conditions.closedUntil('queue'));
        this.lookAt(name, Math.max(opensAt, surroundings.time.milliseconds + LOOK_WITHIN_MS));
      },
    });
  }
}
