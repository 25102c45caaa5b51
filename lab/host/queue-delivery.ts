// One delivery of one queue message: run the function, then do with the message what the rules say.
import type { DequeuedMessageItem, QueueClient } from '@azure/storage-queue';
import { type Invocation, type InvocationEnvironment, invoke } from './invocation.ts';
import { sayAsHost } from './logs.ts';
import { isLostMessage, keepLease, type QueueBinding } from './queue-binding.ts';
import { decodeBody, triggerMetadata } from './queue-message.ts';
import { type GivenUp, onFailure, onGivingUp, onReceipt } from './queue-rules.ts';
import { storageErrorCode } from './storage.ts';

/**
 * What became of the message: `deleted` after success; `released`, to be visible again after visibilityTimeout;
 * `poisoned`, copied to the poison queue and then deleted; `leftInvisible` until its lease ends, when the function of a
 * poison queue fails; `lost` to another host that received it meanwhile.
 */
export type Disposition = 'deleted' | 'released' | 'poisoned' | 'leftInvisible' | 'lost';

export interface QueueDelivery {
  readonly queueName: string;
  readonly messageId: string;
  readonly body: string;
  readonly dequeueCount: number;
  readonly disposition: Disposition;
  /** Absent when the host disposed of the message without running the function. */
  readonly invocation?: Invocation;
}

/** @throws when storage fails; the message then comes again after its lease. */
export async function deliver(
  message: DequeuedMessageItem,
  binding: QueueBinding,
  environment: InvocationEnvironment,
): Promise<QueueDelivery> {
  const { queue, poisonQueue, options, trigger } = binding;
  const { messageId, messageText, dequeueCount } = message;
  const body = decodeBody(messageText, options.messageEncoding);
  const delivery = { queueName: queue.name, messageId, body: body ?? messageText, dequeueCount };
  const rules = { ...options, dequeueCount, hasPoisonQueue: poisonQueue !== undefined };
  const dispose = (verdict: 'delete' | 'release' | GivenUp, popReceipt: string, reason: string) =>
    carryOut(verdict, { ...message, popReceipt }, binding, environment, reason);

  if (body === undefined) {
    const reason = `is not ${options.messageEncoding}`;
    return { ...delivery, disposition: await dispose(onGivingUp(rules), message.popReceipt, reason) };
  }
  const received = onReceipt(rules);
  if (received !== 'run') {
    const reason = `was delivered ${dequeueCount} times`;
    return { ...delivery, disposition: await dispose(received, message.popReceipt, reason) };
  }

  const endLease = keepLease(message, binding, environment.clock);
  const invocation = await invoke(
    trigger.registered,
    {
      reason: `New queue message detected on '${queue.name}'.`,
      data: { string: body },
      metadata: triggerMetadata(message, body),
    },
    environment,
  );
  const verdict = invocation.outcome === 'succeeded' ? 'delete' : onFailure(rules);
  const disposition = await dispose(verdict, await endLease(), `failed ${dequeueCount} times`);
  return { ...delivery, invocation, disposition };
}

async function carryOut(
  verdict: 'delete' | 'release' | GivenUp,
  { messageId, messageText, popReceipt }: DequeuedMessageItem,
  { queue, poisonQueue, options }: QueueBinding,
  environment: InvocationEnvironment,
  reason: string,
): Promise<Disposition> {
  switch (verdict) {
    case 'delete':
      return await unlessLost('deleted', () => queue.deleteMessage(messageId, popReceipt));
    case 'release': {
      const { visibilityTimeoutSeconds } = options;
      return await unlessLost('released', () =>
        queue.updateMessage(messageId, popReceipt, undefined, visibilityTimeoutSeconds),
      );
    }
    case 'leaveInvisible':
      return 'leftInvisible';
    case 'poison': {
      if (poisonQueue === undefined) return 'leftInvisible';
      const moving = `Message ${messageId} ${reason}: moving it to '${poisonQueue.name}'.`;
      sayAsHost(environment, 'warning', moving);
      // Two calls: a crash between them leaves the message in both queues, as it does on the real host.
      await sendCreatingQueue(poisonQueue, messageText);
      await unlessLost('deleted', () => queue.deleteMessage(messageId, popReceipt));
      return 'poisoned';
    }
  }
}

/** The poison queue is the one queue that the host creates. */
async function sendCreatingQueue(queue: QueueClient, text: string): Promise<void> {
  try {
    await queue.sendMessage(text);
  } catch (error) {
    if (storageErrorCode(error) !== 'QueueNotFound') throw error;
    await queue.createIfNotExists();
    await queue.sendMessage(text);
  }
}

async function unlessLost(disposition: Disposition, action: () => Promise<unknown>): Promise<Disposition> {
  try {
    await action();
    return disposition;
  } catch (error) {
    if (isLostMessage(error)) return 'lost';
    throw error;
  }
}
