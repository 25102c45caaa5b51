/** The messages of one queue in memory, each visible, hidden until a time, or gone. */

import type { Clock } from '../../ports/clock.ts';

/** Bytes of a message's text: 64 KiB. https://learn.microsoft.com/rest/api/storageservices/put-message */
const MAX_MESSAGE_BYTES = 64 * 1024;

/** Messages of one receive. https://learn.microsoft.com/rest/api/storageservices/get-messages */
const MAX_RECEIVED = 32;

/** A message as the queue keeps it. */
export interface QueuedMessage {
  readonly id: string;
  readonly text: string;
  readonly insertedAt: Date;
  readonly visibleAt: Date;
  /** How often it has been received. */
  readonly dequeueCount: number;
}

/** A message as a receiver holds it until `visibleAt`. */
export interface ReceivedMessage extends QueuedMessage {
  /** Proves that the message has not been received since. */
  readonly popReceipt: string;
}

/** The message is gone, or has been received again since the receipt was given. */
export class StaleReceipt extends Error {
  override readonly name = 'StaleReceipt';
}

export class Messages {
  readonly #clock: Pick<Clock, 'now'>;
  /** By id, in the order in which they were sent. */
  readonly #messages = new Map<string, ReceivedMessage>();
  #receipts = 0;

  constructor(clock: Pick<Clock, 'now'>) {
    this.#clock = clock;
  }

  get size(): number {
    return this.#messages.size;
  }

  all(): ReadonlyArray<QueuedMessage> {
    return Array.from(this.#messages.values(), ({ popReceipt: _, ...message }) => message);
  }

  /** Throws RangeError for a text that is too long. */
  put(text: string, visibleAfterSeconds: number): void {
    const bytes = Buffer.byteLength(text);
    if (bytes > MAX_MESSAGE_BYTES) throw new RangeError(`${bytes} bytes, at most ${MAX_MESSAGE_BYTES}`);
    const popReceipt = this.#nextReceipt();
    const id = `00000000-0000-4000-8000-${popReceipt}`;
    const visibleAt = this.#in(visibleAfterSeconds);
    this.#messages.set(id, { id, text, insertedAt: this.#in(0), visibleAt, dequeueCount: 0, popReceipt });
  }

  /** Takes visible messages, those first that have been visible for longest. Throws RangeError for a wrong count. */
  take(count: number, invisibleSeconds: number): ReadonlyArray<ReceivedMessage> {
    if (count < 1 || count > MAX_RECEIVED)
      throw new RangeError(`${count} messages, from 1 to ${MAX_RECEIVED}`);
    return this.#visible()
      .slice(0, count)
      .map((message) => this.#hide({ ...message, dequeueCount: message.dequeueCount + 1 }, invisibleSeconds));
  }

  /** The message that is next to be taken. */
  next(): QueuedMessage | undefined {
    return this.#visible()[0];
  }

  /** Hides a received message for the given time from now. Throws StaleReceipt. */
  update(message: ReceivedMessage, invisibleSeconds: number): ReceivedMessage {
    return this.#hide(this.#held(message), invisibleSeconds);
  }

  /** Throws StaleReceipt. */
  delete(message: ReceivedMessage): void {
    this.#messages.delete(this.#held(message).id);
  }

  /** Those first that have been visible for longest. */
  #visible(): ReadonlyArray<ReceivedMessage> {
    const now = this.#clock.now();
    return Array.from(this.#messages.values())
      .filter(({ visibleAt }) => visibleAt <= now)
      .sort((a, b) => a.visibleAt.getTime() - b.visibleAt.getTime());
  }

  #hide(message: ReceivedMessage, invisibleSeconds: number): ReceivedMessage {
    const hidden = { ...message, popReceipt: this.#nextReceipt(), visibleAt: this.#in(invisibleSeconds) };
    this.#messages.set(message.id, hidden);
    return hidden;
  }

  #held({ id, popReceipt }: ReceivedMessage): ReceivedMessage {
    const message = this.#messages.get(id);
    if (message?.popReceipt !== popReceipt) {
      throw new StaleReceipt(`message ${id} is not held with this receipt`);
    }
    return message;
  }

  /** Receipts count up, so that a run can be repeated exactly. */
  #nextReceipt(): string {
    this.#receipts += 1;
    return this.#receipts.toString(16).padStart(12, '0');
  }

  #in(seconds: number): Date {
    return new Date(this.#clock.now().getTime() + seconds * 1000);
  }
}
