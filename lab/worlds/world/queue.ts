/** The queue of a world with its poison queue, as instances and their hosts reach them, and as the checker sees them. */

import type { QueuedMessage, ReceivedMessage } from '../../../src/adapters/memory/messages.ts';
import { createMemoryQueue, type MemoryQueue } from '../../../src/adapters/memory/queue.ts';
import type { Replacements } from '../../../src/app.ts';
import { StorageFailure } from '../../../src/ports/storage.ts';
import type { VirtualTime } from './virtual-time.ts';
import { ReplyLost, type Wire } from './wire.ts';

export type QueueName = 'queue' | 'poisonQueue';

/** Hears of messages once they are in, or gone, and when they will be visible. */
export interface QueueListener {
  sent(queue: QueueName, text: string, by: string): void;
  deleted(queue: QueueName, message: QueuedMessage, by: string): void;
  visibleAt(queue: QueueName, milliseconds: number): void;
}

/** A queue as the host of one instance reaches it. Rejects with StorageFailure, or StaleReceipt. */
export interface HostQueue {
  receive(count: number, invisibleSeconds: number): Promise<ReadonlyArray<ReceivedMessage>>;
  update(message: ReceivedMessage, invisibleSeconds: number): Promise<ReceivedMessage>;
  delete(message: ReceivedMessage): Promise<void>;
  send(text: string): Promise<void>;
}

export class SimulatedQueue {
  readonly #memory: MemoryQueue;
  readonly #time: VirtualTime;
  readonly #heard: QueueListener;

  constructor(time: VirtualTime, heard: QueueListener) {
    this.#memory = createMemoryQueue(time);
    this.#time = time;
    this.#heard = heard;
  }

  /** All messages, visible or not, read past everybody. */
  messages(queue: QueueName): ReadonlyArray<QueuedMessage> {
    return this.#source(queue).messages();
  }

  /** Takes a message out past every wire: as people can. */
  async take(queue: QueueName, id: string): Promise<void> {
    const source = this.#source(queue);
    for (const message of await source.receive(MOST_RECEIVED, 0)) {
      if (message.id !== id) continue;
      await source.delete(message);
      this.#heard.deleted(queue, message, 'operator');
    }
  }

  /** Puts a text in past every wire: as people and other programs can. */
  async put(text: string): Promise<void> {
    await this.#send('queue', text, 0, 'somebody');
  }

  /** The queue as an instance's program reaches it. */
  seenByProgram(wire: Wire): NonNullable<Replacements['queue']> {
    const { name } = wire.instance;
    return {
      create: async () => {},
      send: async (message, signal) => {
        signal?.throwIfAborted();
        const text = JSON.stringify(message);
        await this.#untilAnswered(wire, 'queue', () => this.#send('queue', text, 0, name), signal);
      },
      putBack: (text, into, afterSeconds) =>
        this.#untilAnswered(wire, into, () => this.#send(into, text, afterSeconds, name)),
      approximateLength: async (of) => {
        const accident = await wire.before('queue', () => `length of ${of}`);
        const { length } = this.messages(of);
        await wire.after('queue', true, accident);
        return length;
      },
    };
  }

  /** The queues as an instance's host reaches them. */
  seenByHost(wire: Wire, queue: QueueName): HostQueue {
    const source = this.#source(queue);
    const { name } = wire.instance;
    return {
      receive: (count, invisibleSeconds) =>
        this.#once(wire, `receive from ${queue}`, async () => {
          const messages = await source.receive(count, invisibleSeconds);
          if (messages.length > 0) this.#visibleIn(queue, invisibleSeconds);
          return messages;
        }),
      update: (message, invisibleSeconds) =>
        this.#once(wire, `update in ${queue}`, async () => {
          const updated = await source.update(message, invisibleSeconds);
          this.#visibleIn(queue, invisibleSeconds);
          return updated;
        }),
      delete: (message) =>
        this.#once(wire, `delete from ${queue}`, async () => {
          await source.delete(message);
          this.#heard.deleted(queue, message, name);
        }),
      send: (text) => this.#once(wire, `send to ${queue}`, () => this.#send(queue, text, 0, name)),
    };
  }

  #source(queue: QueueName) {
    return queue === 'queue' ? this.#memory : this.#memory.poisonQueue;
  }

  async #send(queue: QueueName, text: string, afterSeconds: number, by: string): Promise<void> {
    const sending = this.#source(queue).sendText(text, afterSeconds);
    this.#heard.sent(queue, text, by);
    this.#visibleIn(queue, afterSeconds);
    await sending;
  }

  #visibleIn(queue: QueueName, seconds: number): void {
    this.#heard.visibleAt(queue, this.#time.milliseconds + seconds * 1000);
  }

  /** One request: the host does not ask again. */
  async #once<Result>(wire: Wire, what: string, carryOut: () => Promise<Result>): Promise<Result> {
    const accident = await wire.before('queue', () => what);
    const result = await carryOut();
    try {
      await wire.after('queue', false, accident);
    } catch (error) {
      if (error instanceof ReplyLost) throw new StorageFailure('queue: no answer', { code: 'ECONNRESET' });
      throw error;
    }
    return result;
  }

  /** The adapter sends again what was not answered: then the message is in the queue twice. */
  async #untilAnswered(
    wire: Wire,
    queue: QueueName,
    send: () => Promise<void>,
    signal?: AbortSignal,
  ): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        const accident = await wire.before('queue', () => `send to ${queue}`);
        await send();
        await wire.after('queue', false, accident);
        return;
      } catch (error) {
        if (!(error instanceof ReplyLost)) throw error;
        if (attempt === SEND_TRIES) throw new StorageFailure('queue: no answer', { code: 'ECONNRESET' });
      }
      await wire.instance.clock.sleep(SEND_AGAIN_AFTER_MS, signal);
    }
  }
}

/** https://learn.microsoft.com/rest/api/storageservices/get-messages */
const MOST_RECEIVED = 32;

/** As the adapter for Azure does. */
const SEND_TRIES = 3;
const SEND_AGAIN_AFTER_MS = 200;
