/** The storage account as the doctor asks it: one try a request, and nothing that ingest could ever meet. */

import type { QueueClient } from '@azure/storage-queue';
import { connectQueue, POISON_SUFFIX } from '../../adapters/storage/queue.ts';
import { storageFailure } from '../../adapters/storage/storage-failure.ts';
import { type AzureTables, connectTable, createAzureTables } from '../../adapters/storage/tables.ts';
import { type Tries, withTries } from '../../adapters/storage/tries.ts';
import { CALL_RECORD_QUEUE, storageConnection } from '../../app.ts';
import type { TableAccess } from '../../config.ts';
import type { Random } from '../../ports/random.ts';
import type { RowKey } from '../../tables/cell.ts';
import type { TableName } from '../../tables/declarations/index.ts';
import { type AskedStorage, isAboutMissing, storageProof } from './storage-fault.ts';

export const QUEUE_NAMES = [CALL_RECORD_QUEUE, `${CALL_RECORD_QUEUE}${POISON_SUFFIX}`] as const;
export type QueueName = (typeof QUEUE_NAMES)[number];

/** Nobody else writes there: the pipeline's rows of this table stand under tenant ids. */
export const SCRATCH_TABLE = 'PipelineStatus' satisfies TableName;
export const SCRATCH_PARTITION = 'doctor';

/**
 * A message that can be seen a second before it ends, in seven days: should the doctor end between sending and
 * deleting, nobody ever receives it. Storage wants the end after the visibility, by a second at least.
 */
const NEVER_SEEN = { visibilityTimeout: 604_799, messageTimeToLive: 604_800 } as const;

export interface StorageProbe {
  readonly tables: AzureTables;
  readonly askedTables: AskedStorage;
  readonly askedQueues: AskedStorage;
  /** A row of this run alone. */
  readonly scratchKey: RowKey;
  /** Asks each table for a row that is not there. The same answers for all who ask; rejects with nothing. */
  tableAnswers(): Promise<ReadonlyMap<TableName, 'there' | 'missing' | { readonly failure: unknown }>>;
  /** Reads a queue's properties: whether it is there. Rejects with StorageFailure, as all below. */
  hasQueue(name: QueueName): Promise<boolean>;
  peek(name: QueueName): Promise<void>;
  /** Sends a message to the queue that nobody ever receives. */
  send(): Promise<void>;
  /** Deletes what was sent. */
  remove(): Promise<void>;
}

/** Throws what the SDKs throw for a connection string that they cannot read. */
export function createStorageProbe(
  access: TableAccess,
  standsIn: boolean,
  limitMilliseconds: number,
  random: Random,
): StorageProbe {
  const connection = storageConnection(access);
  const tries: Tries = { limitMilliseconds, delaysMilliseconds: [] };
  const tables = createAzureTables(connection, tries);
  const queues = Object.fromEntries(QUEUE_NAMES.map((name) => [name, connectQueue(connection, name)]));
  const proof = standsIn ? 'standIn' : storageProof(access.storage);
  const scratchKey: RowKey = { partitionKey: SCRATCH_PARTITION, rowKey: random.hex(32) };

  async function ask<Answer>(
    name: QueueName,
    operation: string,
    request: (queue: QueueClient, abortSignal: AbortSignal) => Promise<Answer>,
  ): Promise<Answer> {
    const queue = queues[name];
    if (queue === undefined) throw new Error(`${name} is not connected`);
    try {
      return await withTries(tries, (abortSignal) => request(queue, abortSignal));
    } catch (error) {
      throw storageFailure(`queue ${name}: ${operation}`, error);
    }
  }

  async function tableAnswer(name: TableName) {
    try {
      await tables.table(name).get(scratchKey);
      return 'there';
    } catch (failure) {
      return isAboutMissing(failure) ? 'missing' : { failure };
    }
  }

  let sent: { readonly messageId: string; readonly popReceipt: string } | undefined;
  let answers: ReturnType<StorageProbe['tableAnswers']> | undefined;
  return {
    tables,
    askedTables: { service: 'Table', host: hostOf(connectTable(connection, SCRATCH_TABLE).url), proof },
    askedQueues: { service: 'Queue', host: hostOf(connectQueue(connection, CALL_RECORD_QUEUE).url), proof },
    scratchKey,
    tableAnswers() {
      answers ??= Promise.all(
        tables.names.map(async (name) => [name, await tableAnswer(name)] as const),
      ).then((all) => new Map(all));
      return answers;
    },
    async hasQueue(name) {
      try {
        await ask(name, 'read properties', (queue, abortSignal) => queue.getProperties({ abortSignal }));
        return true;
      } catch (error) {
        if (isAboutMissing(error)) return false;
        throw error;
      }
    },
    async peek(name) {
      await ask(name, 'peek', (queue, abortSignal) => queue.peekMessages({ abortSignal }));
    },
    async send() {
      const text = 'npm run doctor: may be deleted';
      sent = await ask(CALL_RECORD_QUEUE, 'send', (queue, abortSignal) =>
        queue.sendMessage(text, { abortSignal, ...NEVER_SEEN }),
      );
    },
    async remove() {
      if (sent === undefined) throw new Error('nothing has been sent');
      const { messageId, popReceipt } = sent;
      await ask(CALL_RECORD_QUEUE, 'delete', (queue, abortSignal) =>
        queue.deleteMessage(messageId, popReceipt, { abortSignal }),
      );
    },
  };
}

/** Without path and query: a shared access signature stands there. */
function hostOf(url: string): string {
  return new URL(url).host;
}
