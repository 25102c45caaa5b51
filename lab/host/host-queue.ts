// A queue as the host uses it: one of a storage account, or one of the adapter in memory.
import type { QueueClient } from '@azure/storage-queue';
import { type ReceivedMessage, StaleReceipt } from '../../src/adapters/memory/messages.ts';
import type { MessageSource } from '../../src/adapters/memory/queue.ts';
import { queueService, unless } from './storage.ts';
import type { Settings } from './triggers.ts';

export interface HostMessage extends ReceivedMessage {
  /** Absent when it never expires. */
  readonly expiresAt?: Date;
}

export interface HostQueue {
  readonly name: string;
  create(): Promise<void>;
  /** Visible at once; creates the queue where it is missing. */
  send(text: string): Promise<void>;
  /** Up to `count` (1 to 32) messages that are visible now, leased. A missing queue is an empty one. */
  receive(count: number, invisibleSeconds: number): Promise<ReadonlyArray<HostMessage>>;
  /** Hides the message for the given time from now; it is then held with the receipt returned. Rejects with StaleReceipt. */
  update(message: HostMessage, invisibleSeconds: number): Promise<HostMessage>;
  /** Rejects with StaleReceipt. */
  delete(message: HostMessage): Promise<void>;
}

export function queueInMemory(name: string, source: MessageSource): HostQueue {
  return { ...source, name, create: async () => undefined, send: (text) => source.sendText(text) };
}

/**
 * The queues of the account that the setting `connection` names.
 * @throws {StorageConnectionError}
 */
export function queuesOfAccount(connection: string, settings: Settings): (name: string) => HostQueue {
  const service = queueService(connection, settings);
  return (name) => queueOfAccount(service.getQueueClient(name));
}

function queueOfAccount(client: QueueClient): HostQueue {
  const create = async () => void (await client.createIfNotExists());
  return {
    name: client.name,
    create,
    async send(text) {
      const sent = await unless(['QueueNotFound'], client.sendMessage(text));
      if (sent !== undefined) return;
      await create();
      await client.sendMessage(text);
    },
    async receive(count, invisibleSeconds) {
      const options = { numberOfMessages: count, visibilityTimeout: invisibleSeconds };
      const received = await unless(['QueueNotFound'], client.receiveMessages(options));
      return (received?.receivedMessageItems ?? []).map((message) => ({
        id: message.messageId,
        text: message.messageText,
        insertedAt: message.insertedOn,
        visibleAt: message.nextVisibleOn,
        expiresAt: message.expiresOn,
        dequeueCount: message.dequeueCount,
        popReceipt: message.popReceipt,
      }));
    },
    async update(message, invisibleSeconds) {
      const request = client.updateMessage(message.id, message.popReceipt, undefined, invisibleSeconds);
      const { popReceipt = message.popReceipt, nextVisibleOn = message.visibleAt } = await held(
        message,
        request,
      );
      return { ...message, popReceipt, visibleAt: nextVisibleOn };
    },
    async delete(message) {
      await held(message, client.deleteMessage(message.id, message.popReceipt));
    },
  };
}

/** What storage says of a message that is gone or was received by another host since. */
const NOT_HELD = ['MessageNotFound', 'PopReceiptMismatch', 'QueueNotFound'];

async function held<Result extends object>(message: HostMessage, request: Promise<Result>): Promise<Result> {
  const result = await unless(NOT_HELD, request);
  if (result === undefined) throw new StaleReceipt(`message ${message.id} is not held with this receipt`);
  return result;
}
