// What most tests of the host need: an app, an account, a host on both, and the log it wrote.
import { type QueueClient, QueueServiceClient } from '@azure/storage-queue';
import { freshAccount } from '../../../test/storage-account.ts';
import { collectFunctions } from '../function-app.ts';
import { createHost, type Host, type HostOptions } from '../host.ts';
import { parseHostJson } from '../host-json.ts';
import type { LogEntry } from '../logs.ts';

export interface HostWorld {
  readonly host: Host;
  readonly account: string;
  readonly log: ReadonlyArray<LogEntry>;
  /** A queue of the account; created unless it exists. */
  queue(name: string): Promise<QueueClient>;
}

export interface HostWorldOptions extends Partial<Omit<HostOptions, 'hostJson' | 'app'>> {
  readonly account?: string;
  /** The queue settings of host.json, over `messageEncoding: none` and an immediate return after failure. */
  readonly queues?: Readonly<Record<string, unknown>>;
  /** The rest of host.json. */
  readonly hostJson?: Readonly<Record<string, unknown>>;
}

/** A host for what `register` registers; the connection of its queues is "Storage". */
export async function hostWorld(register: () => unknown, options: HostWorldOptions = {}): Promise<HostWorld> {
  const { account = freshAccount(), queues, hostJson, settings, ...hostOptions } = options;
  const log: Array<LogEntry> = [];
  const host = await createHost({
    app: await collectFunctions(register),
    settings: { AzureWebJobsStorage: account, Storage: account, ...settings },
    hostJson: parseHostJson({
      version: '2.0',
      extensions: { queues: { messageEncoding: 'none', ...queues } },
      ...hostJson,
    }),
    logs: (entry) => log.push(entry),
    ...hostOptions,
  });
  return {
    host,
    account,
    log,
    queue: async (name) => {
      const queue = QueueServiceClient.fromConnectionString(account).getQueueClient(name);
      await queue.createIfNotExists();
      return queue;
    },
  };
}

/** The texts of all messages in a queue that are visible now. */
export async function peek(queue: QueueClient): Promise<ReadonlyArray<string>> {
  const { peekedMessageItems } = await queue.peekMessages({ numberOfMessages: 32 });
  return peekedMessageItems.map(({ messageText }) => messageText);
}
