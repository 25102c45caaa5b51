/** The storage account as the doctor asks it: one try a request, and nothing that ingest could ever meet. */

import { ofStorage } from '../../adapters/storage/of-storage.ts';
import { connectQueue, createAzureQueue, POISON_SUFFIX } from '../../adapters/storage/queue.ts';
import { storageFailure } from '../../adapters/storage/storage-failure.ts';
import { type AzureTables, connectTable, createAzureTables } from '../../adapters/storage/tables.ts';
import { type Tries, withTries } from '../../adapters/storage/tries.ts';
import { CALL_RECORD_QUEUE, storageConnection } from '../../app.ts';
import type { TableAccess } from '../../config.ts';
import type { CallRecordQueue } from '../../ports/queue.ts';
import type { Random } from '../../ports/random.ts';
import type { TableName } from '../../tables/declarations/index.ts';
import { type AskedStorage, isAboutMissing, storageProof } from './storage-fault.ts';

/** Whether a table or queue is there, as reading from it showed. */
type Presence = 'there' | 'missing' | { readonly failure: unknown };

/** Table Storage or Queue Storage. Its methods reject with StorageFailure. */
export interface StorageService {
  readonly asked: AskedStorage;
  /** The tables or queues that must exist. */
  readonly names: ReadonlyArray<string>;
  /** Reads from each of them: once, with the same result for every caller. Never rejects. */
  read(): Promise<ReadonlyMap<string, Presence>>;
  /** Tries every kind of write, on a scratch row or message. */
  write(): Promise<void>;
  /** Deletes what was written. */
  remove(): Promise<void>;
  /** What is written, and where. */
  readonly scratch: string;
}

export interface StorageProbe {
  readonly tables: StorageService;
  readonly queues: StorageService;
  /** The pipeline's tables and its queue, for checks that read what it has written. */
  readonly rows: AzureTables;
  readonly queue: CallRecordQueue;
}

/** Throws what the SDKs throw for a connection string that they cannot read. */
export function createStorageProbe(
  access: TableAccess,
  standsIn: boolean,
  limitMilliseconds: number,
  random: Random,
): StorageProbe {
  // Once more: a kept connection that the service has closed meanwhile says nothing about it.
  const tries: Tries = { limitMilliseconds, delaysMilliseconds: [200] };
  const connection = storageConnection(access);
  const rows = createAzureTables(connection, tries);
  const proof = standsIn ? 'standIn' : storageProof(access.storage);
  return {
    tables: tableService(rows, random, {
      service: 'Table',
      host: hostOf(connectTable(connection, SCRATCH_TABLE).url),
      proof,
    }),
    queues: queueService(connection, tries, proof),
    rows,
    queue: createAzureQueue(connection, CALL_RECORD_QUEUE, tries),
  };
}

const SCRATCH_TABLE = 'PipelineStatus' satisfies TableName;
/** The pipeline's rows of this table stand under tenant ids. */
const SCRATCH_PARTITION = 'doctor';

function tableService(tables: AzureTables, random: Random, asked: AskedStorage): StorageService {
  const table = tables.table(SCRATCH_TABLE);
  const key = { partitionKey: SCRATCH_PARTITION, rowKey: random.hex(32) };
  let isWritten = false;
  return {
    asked,
    names: tables.names,
    read: oncePerName(tables.names, (name) => tables.table(name).get(key)),
    async write() {
      await table.insert({ ...key, cells: {} });
      isWritten = true;
      await table.merge({ ...key, cells: {} });
    },
    async remove() {
      if (!isWritten) return;
      await table.delete(key);
      isWritten = false;
      // Rows of examinations that were ended before they could delete them.
      for await (const page of table.query({ partitionKey: SCRATCH_PARTITION, select: [] })) {
        for (const row of page) await table.delete(row);
      }
    },
    scratch: `a row of ${SCRATCH_TABLE}, partition ${SCRATCH_PARTITION}`,
  };
}

const QUEUE_NAMES = [CALL_RECORD_QUEUE, `${CALL_RECORD_QUEUE}${POISON_SUFFIX}`] as const;

/**
 * The message becomes visible one second before it expires, in seven days: should the doctor be killed between sending
 * and deleting, nothing ever receives it. Storage does not allow a message to expire before it is visible.
 */
const NEVER_SEEN = { visibilityTimeout: 604_799, messageTimeToLive: 604_800 } as const;

function queueService(
  connection: ReturnType<typeof storageConnection>,
  tries: Tries,
  proof: AskedStorage['proof'],
): StorageService {
  const queue = connectQueue(connection, CALL_RECORD_QUEUE);
  async function ask<Answer extends { readonly requestId?: string }>(
    request: (abortSignal: AbortSignal) => Promise<Answer>,
  ): Promise<Answer> {
    try {
      return await withTries(tries, async (abortSignal) => ofStorage(await request(abortSignal)));
    } catch (error) {
      throw storageFailure('queue', error);
    }
  }
  let sent: { readonly messageId: string; readonly popReceipt: string } | undefined;
  return {
    asked: { service: 'Queue', host: hostOf(queue.url), proof },
    names: QUEUE_NAMES,
    read: oncePerName(QUEUE_NAMES, async (name) => {
      const asked = connectQueue(connection, name);
      await ask((abortSignal) => asked.getProperties({ abortSignal }));
      // Peeking neither receives a message, nor hides or counts it.
      await ask((abortSignal) => asked.peekMessages({ abortSignal }));
    }),
    async write() {
      const text = './callrecords doctor: may be deleted';
      sent = await ask((abortSignal) => queue.sendMessage(text, { abortSignal, ...NEVER_SEEN }));
    },
    async remove() {
      if (sent === undefined) return;
      const { messageId, popReceipt } = sent;
      await ask((abortSignal) => queue.deleteMessage(messageId, popReceipt, { abortSignal }));
      sent = undefined;
    },
    scratch: `an invisible message in ${CALL_RECORD_QUEUE}`,
  };
}

function oncePerName<Name extends string>(
  names: ReadonlyArray<Name>,
  read: (name: Name) => Promise<unknown>,
): () => Promise<ReadonlyMap<string, Presence>> {
  let presences: Promise<ReadonlyMap<string, Presence>> | undefined;
  const presenceOf = async (name: Name): Promise<readonly [string, Presence]> => {
    try {
      await read(name);
      return [name, 'there'];
    } catch (failure) {
      return [name, isAboutMissing(failure) ? 'missing' : { failure }];
    }
  };
  return () => {
    presences ??= Promise.all(names.map(presenceOf)).then((all) => new Map(all));
    return presences;
  };
}

/** Without path and query, which may hold a shared access signature. */
function hostOf(url: string): string {
  return new URL(url).host;
}
