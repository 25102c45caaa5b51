// One delivery of one queue message: run the function, then do with the message what the rules say.
import { StaleReceipt } from '../../src/adapters/memory/messages.ts';
import type { HostMessage } from './host-queue.ts';
import { type Invocation, type InvocationEnvironment, invoke } from './invocation.ts';
import { sayAsHost } from './logs.ts';
import { keepLease, type QueueBinding } from './queue-binding.ts';
import { triggerMetadata } from './queue-message.ts';
import { type GivenUp, onFailure, onReceipt } from './queue-rules.ts';

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
  message: HostMessage,
  binding: QueueBinding,
  environment: InvocationEnvironment,
): Promise<QueueDelivery> {
  const { queue, poisonQueue, options, trigger } = binding;
  const { id: messageId, text, dequeueCount } = message;
  const delivery = { queueName: queue.name, messageId, body: text, dequeueCount };
  const rules = { ...options, dequeueCount, hasPoisonQueue: poisonQueue !== undefined };
  const dispose = (verdict: 'delete' | 'release' | GivenUp, held: HostMessage, reason: string) =>
    carryOut(verdict, held, binding, environment, reason);

  const received = onReceipt(rules);
  if (received !== 'run') {
    const reason = `was delivered ${dequeueCount} times`;
    return { ...delivery, disposition: await dispose(received, message, reason) };
  }

  const endLease = keepLease(message, binding, environment.clock);
  const invocation = await invoke(
    trigger.registered,
    {
      reason: `New queue message detected on '${queue.name}'.`,
      data: { string: text },
      metadata: triggerMetadata(message),
    },
    environment,
  );
  const verdict = invocation.outcome === 'succeeded' ? 'delete' : onFailure(rules);
  const disposition = await dispose(verdict, await endLease(), `failed ${dequeueCount} times`);
  return { ...delivery, invocation, disposition };
}

async function carryOut(
  verdict: 'delete' | 'release' | GivenUp,
  message: HostMessage,
  { queue, poisonQueue, options }: QueueBinding,
  environment: InvocationEnvironment,
  reason: string,
): Promise<Disposition> {
  switch (verdict) {
    case 'delete':
      return await unlessLost('deleted', () => queue.delete(message));
    case 'release': {
      const { visibilityTimeoutSeconds } = options;
      return await unlessLost('released', () => queue.update(message, visibilityTimeoutSeconds));
    }
    case 'leaveInvisible':
      return 'leftInvisible';
    case 'poison': {
      if (poisonQueue === undefined) return 'leftInvisible';
      const moving = `Message ${message.id} ${reason}: moving it to '${poisonQueue.name}'.`;
      sayAsHost(environment, 'warning', moving);
      // Two calls: a crash between them leaves the message in both queues, as it does on the real host.
      await poisonQueue.send(message.text);
      await unlessLost('deleted', () => queue.delete(message));
      return 'poisoned';
    }
  }
}

async function unlessLost(disposition: Disposition, action: () => Promise<unknown>): Promise<Disposition> {
  try {
    await action();
    return disposition;
  } catch (error) {
    if (error instanceof StaleReceipt) return 'lost';
    throw error;
  }
}
