/**
 * A queue in memory, which answers as Azure Queue Storage does: messages turn invisible when received and come back
 * unless deleted, count their deliveries, and are deleted only with the receipt of the latest one. They never expire.
 *
 * Not simulated: the loose order of the service (here messages come in the order in which they became visible), its
 * approximate length (here it is exact), its time to live, and requests that fail by themselves.
 */

import type { CallRecordQueue, Clock } from '../../ports.ts';
import { type Intercept, intercepted, type QueueRequest } from './intercept.ts';

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
  /** Proves that nobody has received the message since. */
  readonly popReceipt: string;
}

/** The message is gone, or has been received again since the receipt was given. */
export class StaleReceipt extends Error {
  override readonly name = 'StaleReceipt';
}

export interface MemoryQueue extends CallRecordQueue {
  /** Puts any text in, as people and other programs can; visible after the given time. */
  sendText(text: string, visibleAfterSeconds?: number): Promise<void>;
  /** Takes up to `count` (1 to 32) visible messages and hides them for the given time. */
  receive(count: number, invisibleSeconds: number): Promise<ReadonlyArray<ReceivedMessage>>;
  /** Hides the message for the given time from now. Rejects with StaleReceipt. */
  update(message: ReceivedMessage, invisibleSeconds: number): Promise<ReceivedMessage>;
  /** Rejects with StaleReceipt. */
  delete(message: ReceivedMessage): Promise<void>;
  /** All messages, visible or not, for assertions: not a request. */
  messages(): ReadonlyArray<QueuedMessage>;
  /** The same queue as another process sees it, whose requests pass through its own interception. */
  seenThrough(intercept: Intercept<QueueRequest>): MemoryQueue;
}

/** A new, empty queue whose messages turn visible by the clock. */
export function createMemoryQueue(
  clock: Pick<Clock, 'now'>,
  options: { intercept?: Intercept<QueueRequest> } = {},
): MemoryQueue {
  return seen({ clock, messages: new Map(), receipts: 0 }, options.intercept);
}

interface QueueContent {
  readonly clock: Pick<Clock, 'now'>;
  /** By id, in the order in which they were sent. */
  readonly messages: Map<string, ReceivedMessage>;
  receipts: number;
}

function seen(content: QueueContent, intercept: Intercept<QueueRequest> | undefined): MemoryQueue {
  const request = <Result>(operation: QueueRequest['operation'], carryOut: () => Result): Promise<Result> =>
    intercepted(intercept, (phase) => ({ operation, phase }), carryOut);
  const sendText = async (text: string, visibleAfterSeconds = 0): Promise<void> => {
    if (Buffer.byteLength(text) > MAX_MESSAGE_BYTES) {
      throw new RangeError(`a message of ${Buffer.byteLength(text)} bytes, at most ${MAX_MESSAGE_BYTES}`);
    }
    await request('send', () => put(content, text, visibleAfterSeconds));
  };
  return {
    sendText,
    async send(message, signal) {
      signal?.throwIfAborted();
      await sendText(JSON.stringify(message));
    },
    approximateLength: () => request('length', () => content.messages.size),
    async receive(count, invisibleSeconds) {
      if (count < 1 || count > MAX_RECEIVED)
        throw new RangeError(`${count} messages, from 1 to ${MAX_RECEIVED}`);
      return await request('receive', () => take(content, count, invisibleSeconds));
    },
    update: (message, invisibleSeconds) =>
      request('update', () => hide(content, current(content, message), invisibleSeconds)),
    delete: (message) =>
      request('delete', () => {
        content.messages.delete(current(content, message).id);
      }),
    messages: () => Array.from(content.messages.values(), ({ popReceipt: _, ...message }) => message),
    seenThrough: (other) => seen(content, other),
  };
}

function put(content: QueueContent, text: string, visibleAfterSeconds: number): void {
  const insertedAt = content.clock.now();
  const { id, popReceipt } = identify(content);
  const visibleAt = after(insertedAt, visibleAfterSeconds);
  content.messages.set(id, { id, text, insertedAt, visibleAt, dequeueCount: 0, popReceipt });
}

function take(
  content: QueueContent,
  count: number,
  invisibleSeconds: number,
): ReadonlyArray<ReceivedMessage> {
  const now = content.clock.now();
  return [...content.messages.values()]
    .filter(({ visibleAt }) => visibleAt <= now)
    .sort((a, b) => a.visibleAt.getTime() - b.visibleAt.getTime())
    .slice(0, count)
    .map((message) =>
      hide(content, { ...message, dequeueCount: message.dequeueCount + 1 }, invisibleSeconds),
    );
}

function hide(content: QueueContent, message: ReceivedMessage, invisibleSeconds: number): ReceivedMessage {
  const { popReceipt } = identify(content);
  const hidden = { ...message, popReceipt, visibleAt: after(content.clock.now(), invisibleSeconds) };
  content.messages.set(message.id, hidden);
  return hidden;
}

function current(content: QueueContent, { id, popReceipt }: ReceivedMessage): ReceivedMessage {
  const message = content.messages.get(id);
  if (message?.popReceipt !== popReceipt)
    throw new StaleReceipt(`message ${id} is not held with this receipt`);
  return message;
}

/** Ids and receipts count up, so that a run can be repeated exactly. */
function identify(content: QueueContent): { id: string; popReceipt: string } {
  content.receipts += 1;
  const digits = content.receipts.toString(16).padStart(12, '0');
  return { id: `00000000-0000-4000-8000-${digits}`, popReceipt: digits };
}

function after(time: Date, seconds: number): Date {
  return new Date(time.getTime() + seconds * 1000);
}
