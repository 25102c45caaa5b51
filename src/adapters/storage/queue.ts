/** The queue between the webhook and ingest, on Azure Queue Storage. */

import { QueueClient } from '@azure/storage-queue';
import type { CallRecordQueue } from '../../ports/queue.ts';
import type { AskStorage } from '../storage-clock.ts';
import {
  requireSecure,
  type StorageConnection,
  USER_AGENT_PREFIX,
  withoutTrailingSlash,
} from './connection.ts';
import { ofStorage } from './of-storage.ts';
import { storageFailure } from './storage-failure.ts';
import { type Tries, withTries } from './tries.ts';

/** Suffix of the queue that the Functions host moves a message to after its last delivery. */
export const POISON_SUFFIX = '-poison';

/**
 * A send ends within 6.4 s in all: the webhook waits 8 s for its sends, and Graph takes an answer within 10 s for
 * healthy. https://learn.microsoft.com/graph/change-notifications-delivery-webhooks
 */
const SEND_TRIES: Tries = { limitMilliseconds: 2_000, delaysMilliseconds: [200, 200] };

/** `messageTimeToLive` of a message that stays until it is deleted; the default is seven days. */
const NEVER_EXPIRES = -1;

export interface AzureQueue extends CallRecordQueue {
  /** Creates the queue and its poison queue where they are missing. */
  create(): Promise<void>;
}

/**
 * The queue of this name. `asks`: hears of the time at storage. Messages are plain JSON, which the host reads with `messageEncoding: none`.
 * Methods reject with StorageFailure. A send that is tried again after a lost reply puts its message in twice.
 */
export function createAzureQueue(
  connection: StorageConnection,
  queueName: string,
  tries: Tries = SEND_TRIES,
  asks?: AskStorage,
): AzureQueue {
  const queue = openedOnce(() => connectQueue(connection, queueName));
  const poisonQueue = openedOnce(() => connectQueue(connection, `${queueName}${POISON_SUFFIX}`));
  const request = async <
    Result extends { readonly date?: Date; readonly requestId?: string; readonly errorCode?: string },
  >(
    operation: string,
    send: (signal: AbortSignal) => Promise<Result>,
    signal?: AbortSignal,
  ): Promise<Result> => {
    try {
      return await withTries(
        tries,
        async (abortSignal) => {
          const answered = asks?.();
          const answer = await send(abortSignal);
          // Where a queue is there with other settings, the library hands on no id.
          if (answer.errorCode === undefined) ofStorage(answer);
          if (answer.date !== undefined && answer.requestId !== undefined) answered?.(answer.date);
          return answer;
        },
        signal,
      );
    } catch (error) {
      throw storageFailure(`queue ${queueName}: ${operation}`, error);
    }
  };
  return {
    async send(message, signal) {
      const text = JSON.stringify(message);
      await request(
        'send',
        (abortSignal) => queue().sendMessage(text, { abortSignal, messageTimeToLive: NEVER_EXPIRES }),
        signal,
      );
    },
    async approximateLength(of) {
      const target = of === 'queue' ? queue() : poisonQueue();
      const properties = await request('read length', (abortSignal) => target.getProperties({ abortSignal }));
      return properties.approximateMessagesCount ?? 0;
    },
    async oldestVisibleAt() {
      const { peekedMessageItems } = await request('peek', (abortSignal) =>
        queue().peekMessages({ abortSignal, numberOfMessages: 1 }),
      );
      return peekedMessageItems[0]?.insertedOn;
    },
    async putBack(text, into, afterSeconds) {
      const target = into === 'queue' ? queue() : poisonQueue();
      await request('put back', (abortSignal) =>
        target.sendMessage(text, {
          abortSignal,
          messageTimeToLive: NEVER_EXPIRES,
          visibilityTimeout: afterSeconds,
        }),
      );
    },
    async create() {
      await request('create', (abortSignal) => queue().createIfNotExists({ abortSignal }));
      await request('create poison', (abortSignal) => poisonQueue().createIfNotExists({ abortSignal }));
    },
  };
}

/** Opens a queue when it is first asked for: a cold start need not wait, and who reads tables alone needs no queue. */
function openedOnce(open: () => QueueClient): () => QueueClient {
  let client: QueueClient | undefined;
  return () => {
    client ??= open();
    return client;
  };
}

/** The SDK's client of one queue. Throws InsecureEndpoint for plain http anywhere but on this machine. */
export function connectQueue(connection: StorageConnection, name: string): QueueClient {
  const options = {
    userAgentOptions: { userAgentPrefix: USER_AGENT_PREFIX },
    // The tries are ours: the SDK's have no time limit each.
    retryOptions: { maxTries: 1 },
  };
  const client =
    'connectionString' in connection
      ? new QueueClient(connection.connectionString, name, options)
      : new QueueClient(
          `${withoutTrailingSlash(connection.queueServiceUri)}/${name}`,
          connection.credential,
          options,
        );
  requireSecure(client.url);
  return client;
}
