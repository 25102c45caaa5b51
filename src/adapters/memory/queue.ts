/**
 * A queue in memory with its poison queue, which answer as Azure Queue Storage does: messages turn invisible when
 * received and come back unless deleted, count their deliveries, and are deleted only with the receipt of the latest
 * one. They never expire.
 *
 * Not simulated: the loose order of the service (here messages come in the order in which they became visible), its
 * approximate length (here it is exact), its time to live, and requests that fail by themselves. Moving a message to
 * the poison queue is the work of the code that delivers messages, as it is the Functions host's work in Azure.
 */

import type { Clock } from '../../ports/clock.ts';
import type { CallRecordQueue } from '../../ports/queue.ts';
import { type Intercept, intercepted, type QueueRequest } from './intercept.ts';
import { Messages, type QueuedMessage, type ReceivedMessage } from './messages.ts';

/** A queue as the one who delivers its messages uses it. */
export interface MessageSource {
  /** Puts any text in, as operators and other programs can; visible after the given time. */
  sendText(text: string, visibleAfterSeconds?: number): Promise<void>;
  /** Takes up to `count` (1 to 32) visible messages and hides them for the given time. */
  receive(count: number, invisibleSeconds: number): Promise<ReadonlyArray<ReceivedMessage>>;
  /** Hides the message for the given time from now. Rejects with StaleReceipt. */
  update(message: ReceivedMessage, invisibleSeconds: number): Promise<ReceivedMessage>;
  /** Rejects with StaleReceipt. */
  delete(message: ReceivedMessage): Promise<void>;
  /** All messages, visible or not, for assertions: not a request. */
  messages(): ReadonlyArray<QueuedMessage>;
}

export interface MemoryQueue extends CallRecordQueue, MessageSource {
  readonly poisonQueue: MessageSource;
  /** Does nothing: both queues are there from the start. */
  create(): Promise<void>;
  /** The same queues as another process sees them, whose requests pass through its own interception. */
  seenThrough(intercept: Intercept<QueueRequest>): MemoryQueue;
}

/** A new, empty queue whose messages turn visible by the clock. */
export function createMemoryQueue(
  clock: Pick<Clock, 'now'>,
  options: { intercept?: Intercept<QueueRequest> } = {},
): MemoryQueue {
  return queueOver({ queue: new Messages(clock), poisonQueue: new Messages(clock) }, options.intercept);
}

type Contents = Readonly<Record<QueueRequest['queue'], Messages>>;

function queueOver(contents: Contents, intercept: Intercept<QueueRequest> | undefined): MemoryQueue {
  const queue = sourceOver(contents, 'queue', intercept);
  const poisonQueue = sourceOver(contents, 'poisonQueue', intercept);
  return {
    ...queue,
    poisonQueue,
    async create() {},
    async send(message, signal) {
      signal?.throwIfAborted();
      await queue.sendText(JSON.stringify(message));
    },
    async putBack(text, into, afterSeconds) {
      await (into === 'queue' ? queue : poisonQueue).sendText(text, afterSeconds);
    },
    approximateLength: (of) =>
      intercepted<QueueRequest, number>(
        intercept,
        (phase) => ({ queue: of, operation: 'length', phase }),
        () => contents[of].size,
      ),
    oldestVisibleAt: () =>
      intercepted<QueueRequest, Date | undefined>(
        intercept,
        (phase) => ({ queue: 'queue', operation: 'peek', phase }),
        () => contents.queue.next()?.insertedAt,
      ),
    seenThrough: (other) => queueOver(contents, other),
  };
}

function sourceOver(
  contents: Contents,
  name: QueueRequest['queue'],
  intercept: Intercept<QueueRequest> | undefined,
): MessageSource {
  const messages = contents[name];
  const request = <Result>(operation: QueueRequest['operation'], carryOut: () => Result): Promise<Result> =>
    intercepted<QueueRequest, Result>(intercept, (phase) => ({ queue: name, operation, phase }), carryOut);
  return {
    sendText: (text, visibleAfterSeconds = 0) =>
      request('send', () => messages.put(text, visibleAfterSeconds)),
    receive: (count, invisibleSeconds) => request('receive', () => messages.take(count, invisibleSeconds)),
    update: (message, invisibleSeconds) =>
      request('update', () => messages.update(message, invisibleSeconds)),
    delete: (message) => request('delete', () => messages.delete(message)),
    messages: () => messages.all(),
  };
}
