// One delivery of one queue message to its function.
import { type Disposition, handleMessage } from './handle-message.ts';
import type { HostMessage } from './host-queue.ts';
import { type Invocation, type InvocationEnvironment, invoke } from './invocation.ts';
import { sayAsHost } from './logs.ts';
import type { QueueBinding } from './queue-binding.ts';
import { triggerMetadata } from './queue-message.ts';

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
  const { queue, poisonQueue, trigger } = binding;
  const { id: messageId, text, dequeueCount } = message;
  let invocation: Invocation | undefined;
  const disposition = await handleMessage(message, {
    ...binding,
    clock: environment.clock,
    async run() {
      invocation = await invoke(
        trigger.registered,
        {
          reason: `New queue message detected on '${queue.name}'.`,
          data: { string: text },
          metadata: triggerMetadata(message),
        },
        environment,
      );
      return invocation.outcome === 'succeeded';
    },
    poison:
      poisonQueue &&
      (async (reason) => {
        const moving = `Message ${messageId} ${reason}: moving it to '${poisonQueue.name}'.`;
        sayAsHost(environment, 'warning', moving);
        await poisonQueue.send(text);
      }),
  });
  const delivery = { queueName: queue.name, messageId, body: text, dequeueCount, disposition };
  return invocation === undefined ? delivery : { ...delivery, invocation };
}
