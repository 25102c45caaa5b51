/** The queue of a world with its poison queue, as instances and their hosts reach them, and as the checker sees them. */

import type { QueuedMessage, ReceivedMessage } from '../../../src/adapters/memory/messages.ts';
import {
  createMemoryQueue,
  type MemoryQueue,
  type MessageSource,
} from '../../../src/adapters/memory/queue.ts';
import type { Replacements } from '../../../src/app.ts';
import type { VirtualTime } from './virtual-time.ts';
import type { Wire } from './wire.ts';

export const QUEUES = ['queue', 'poisonQueue'] as const;
export type QueueName = (typeof QUEUES)[number];

/** Hears of messages once they are in, or gone, and when they will be visible. */
export interface QueueListener {
  sent(queue: QueueName, text: string, by: string): void;
  deleted(queue: QueueName, message: QueuedMessage, by: string): void;
  visibleAt(queue: QueueName, milliseconds: number): void;
}

/** A queue as the host of one instance reaches it. Rejects with StorageFailure, or StaleReceipt. */
export interface QueueSeenByHost extends Pick<MessageSource, 'receive' | 'update' | 'delete'> {
  send(text: string): Promise<void>;
}

/** https://learn.microsoft.com/rest/api/storageservices/get-messages */
const MOST_RECEIVED = 32;

/** As the adapter for Azure does: then the message is in the queue twice. */
const SEND_AGAIN_AFTER_MS = [200, 200];

export class SimulatedQueue {
  readonly #memory: MemoryQueue;
  readonly #time: VirtualTime;
  readonly #heard: QueueListener;

  constructor(time: VirtualTime, heard: QueueListener) {
    this.#memory = createMemoryQueue(time);
    this.#time = time;
    this.#heard = heard;
  }

  /** All messages, visible or not, read past every wire. */
  messages(queue: QueueName): ReadonlyArray<QueuedMessage> {
    return this.#source(queue).messages();
  }

  get isEmpty(): boolean {
    return QUEUES.every((queue) => this.messages(queue).length === 0);
  }

  /** Whether this delivery still holds its message. */
  isHeld({ id, dequeueCount }: ReceivedMessage): boolean {
    return QUEUES.flatMap((queue) => this.messages(queue)).some(
      (message) => message.id === id && message.dequeueCount === dequeueCount,
    );
  }

  /** Takes a message out past every wire: as operators can. */
  async take(queue: QueueName, id: string): Promise<void> {
    const source = this.#source(queue);
    for (const message of await source.receive(MOST_RECEIVED, 0)) {
      if (message.id !== id) continue;
      await source.delete(message);
      this.#heard.deleted(queue, message, 'operator');
    }
  }

  /** Puts a text in past every wire: as operators and other programs can. */
  async put(text: string): Promise<void> {
    await this.#send('queue', text, 0, 'another program');
  }

  /** The queue as an instance's program reaches it. */
  seenByProgram(wire: Wire): NonNullable<Replacements['queue']> {
    const send = (into: QueueName, text: string, afterSeconds: number, signal?: AbortSignal) =>
      wire.toStorage(
        { to: 'queue', what: () => `send to ${into}`, againAfter: SEND_AGAIN_AFTER_MS, signal },
        () => this.#send(into, text, afterSeconds, wire.instance.name),
      );
    return {
      create: async () => {},
      async send(message, signal) {
        signal?.throwIfAborted();
        await send('queue', JSON.stringify(message), 0, signal);
      },
      putBack: (text, into, afterSeconds) => send(into, text, afterSeconds),
      approximateLength: (of) =>
        wire.toStorage(
          { to: 'queue', what: () => `length of ${of}`, isRead: true },
          () => this.messages(of).length,
        ),
      oldestVisibleAt: () =>
        wire.toStorage({ to: 'queue', what: () => 'peek', isRead: true }, () =>
          this.#memory.oldestVisibleAt(),
        ),
    };
  }

  /** The queues as an instance's host reaches them. It sends no request again. */
  seenByHost(wire: Wire, queue: QueueName): QueueSeenByHost {
    const source = this.#source(queue);
    const { name } = wire.instance;
    const once = <Result>(what: string, carryOut: () => Promise<Result>): Promise<Result> =>
      wire.toStorage({ to: 'queue', what: () => `${what} ${queue}` }, carryOut) as Promise<Result>;
    return {
      receive: (count, invisibleSeconds) =>
        once('receive from', async () => {
          const messages = await source.receive(count, invisibleSeconds);
          if (messages.length > 0) this.#visibleIn(queue, invisibleSeconds);
          return messages;
        }),
      update: (message, invisibleSeconds) =>
        once('update in', async () => {
          const updated = await source.update(message, invisibleSeconds);
          this.#visibleIn(queue, invisibleSeconds);
          return updated;
        }),
      delete: (message) =>
        once('delete from', async () => {
          await source.delete(message);
          this.#heard.deleted(queue, message, name);
        }),
      send: (text) => once('send to', () => this.#send(queue, text, 0, name)),
    };
  }

  #source(queue: QueueName): MessageSource {
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
}
