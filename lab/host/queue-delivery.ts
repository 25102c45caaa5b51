// One delivery of one queue message: run the function, then delete, release or poison
// (QueueProcessor.cs in Azure/azure-sdk-for-net).
import type { DequeuedMessageItem, QueueClient } from '@azure/storage-queue';
import { type Invocation, type InvocationEnvironment, invoke } from './invocation.ts';
import { isLostMessage, keepLease } from './message-lease.ts';
import type { QueueBinding } from './queue-binding.ts';
import { decodeBody, triggerMetadata } from './queue-message.ts';
import { storageErrorCode } from './storage-errors.ts';

/**
 * What became of the message: `deleted` after success; `released`, to be visible again after visibilityTimeout;
 * `poisoned`, copied to the poison queue and then deleted; `leftInvisible` until its lease ends, when the function of a
 * poison queue fails; `lost` to somebody who received it meanwhile.
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

type Verdict =
  | { readonly kind: 'delete' | 'release' | 'leaveInvisible' }
  | { readonly kind: 'poison'; readonly reason: string };

/** @throws when storage fails; the message then comes again after its lease. */
export async function deliver(
  message: DequeuedMessageItem,
  binding: QueueBinding,
  environment: InvocationEnvironment,
): Promise<QueueDelivery> {
  const { queue, options } = binding;
  const { messageId, messageText, dequeueCount } = message;
  const body = decodeBody(messageText, options.messageEncoding);
  const delivery = { queueName: queue.name, messageId, body: body ?? messageText, dequeueCount };

  if (body === undefined) {
    const verdict = poisonOrLeave(binding, `is not ${options.messageEncoding}`);
    return { ...delivery, disposition: await carryOut(verdict, message, binding, environment) };
  }
  // A function that crashed its process at every delivery does not get to see the message again.
  if (dequeueCount > options.maxDequeueCount) {
    const verdict = poisonOrLeave(binding, `was delivered ${dequeueCount} times`);
    return { ...delivery, disposition: await carryOut(verdict, message, binding, environment) };
  }

  const lease = keepLease(queue, messageId, message.popReceipt, binding.leaseSeconds, environment.clock);
  const invocation = await invoke(
    binding.trigger.registered,
    {
      reason: `New queue message detected on '${queue.name}'.`,
      data: { string: body },
      metadata: triggerMetadata(message, body),
    },
    environment,
  );
  const latest = { ...message, popReceipt: await lease.end() };
  const disposition = await carryOut(judge(invocation, dequeueCount, binding), latest, binding, environment);
  return { ...delivery, invocation, disposition };
}

function judge({ outcome }: Invocation, dequeueCount: number, binding: QueueBinding): Verdict {
  const { maxDequeueCount } = binding.options;
  if (outcome === 'succeeded') return { kind: 'delete' };
  if (dequeueCount >= maxDequeueCount) return poisonOrLeave(binding, `failed ${dequeueCount} times`);
  // With no poison queue to end it, releasing at once would be a fast and endless loop.
  return binding.poisonQueue === undefined ? { kind: 'leaveInvisible' } : { kind: 'release' };
}

function poisonOrLeave({ poisonQueue }: QueueBinding, reason: string): Verdict {
  return poisonQueue === undefined ? { kind: 'leaveInvisible' } : { kind: 'poison', reason };
}

async function carryOut(
  verdict: Verdict,
  { messageId, messageText, popReceipt }: DequeuedMessageItem,
  { queue, poisonQueue, options }: QueueBinding,
  { logs, clock }: InvocationEnvironment,
): Promise<Disposition> {
  switch (verdict.kind) {
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
      const moving = `Message ${messageId} ${verdict.reason}: moving it to '${poisonQueue.name}'.`;
      logs({ time: clock.now().toISOString(), level: 'warning', source: 'host', message: moving });
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
