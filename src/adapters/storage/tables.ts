/** The tables of a storage account. */

import { TableClient, type TableServiceClientOptions } from '@azure/data-tables';
import type { Tables } from '../../ports/storage.ts';
import { type TableName, tables } from '../../tables/declarations/index.ts';
import type { AskStorage } from '../storage-clock.ts';
import { AzureTable } from './azure-table.ts';
import {
  isOnThisMachine,
  requireSecure,
  type StorageConnection,
  USER_AGENT_PREFIX,
  withoutTrailingSlash,
} from './connection.ts';
import { datePolicy } from './date-policy.ts';
import { doubleAnnotationPolicy } from './double-annotation.ts';
import { emulatorBodyPolicy } from './emulator-body.ts';
import { ofStoragePolicy } from './of-storage.ts';
import { storageFailure } from './storage-failure.ts';
import { type Tries, withTries } from './tries.ts';

/**
 * A request ends within 45 s in all. A try may last 10 s, twice what the service allows itself for a query; the waits
 * outlast a partition that moves to another server, which takes the service a few seconds.
 */
const TABLE_TRIES: Tries = { limitMilliseconds: 10_000, delaysMilliseconds: [200, 1_000, 3_000] };

export interface AzureTables extends Tables {
  /** Every declared table. */
  readonly names: ReadonlyArray<TableName>;
  /** Creates the declared tables that are missing. Rejects with StorageFailure. */
  createAll(): Promise<void>;
}

/** The declared tables in the account. `asks`: hears of the time at storage. Throws InsecureEndpoint for plain http anywhere but on this machine. */
export function createAzureTables(
  connection: StorageConnection,
  tries: Tries = TABLE_TRIES,
  asks?: AskStorage,
): AzureTables {
  const names = Object.keys(tables) as Array<TableName>;
  const opened = new Map<TableName, AzureTable>();
  return {
    names,
    table(name) {
      const table =
        opened.get(name) ??
        new AzureTable(connectTable(connection, name, asks), tries, Object.keys(tables[name].columns));
      opened.set(name, table);
      return table;
    },
    async createAll() {
      await Promise.all(names.map((name) => create(connectTable(connection, name), tries)));
    },
  };
}

async function create(client: TableClient, tries: Tries): Promise<void> {
  try {
    await withTries(tries, (abortSignal) => client.createTable({ abortSignal }));
  } catch (error) {
    throw storageFailure(`table ${client.tableName}: create`, error);
  }
}

/** The SDK's client of one table. Throws InsecureEndpoint for plain http anywhere but on this machine. */
export function connectTable(connection: StorageConnection, name: TableName, asks?: AskStorage): TableClient {
  const options: TableServiceClientOptions = {
    userAgentOptions: { userAgentPrefix: USER_AGENT_PREFIX },
    // The tries are ours: the SDK's have no time limit each.
    retryOptions: { maxRetries: 0 },
    additionalPolicies: [
      ofStoragePolicy,
      doubleAnnotationPolicy,
      ...(asks === undefined ? [] : [datePolicy(asks)]),
    ].map((policy) => ({ policy, position: 'perRetry' })),
    // The SDK asks before it uses http at all; requireSecure then leaves it to this machine.
    allowInsecureConnection: true,
  };
  const client =
    'connectionString' in connection
      ? TableClient.fromConnectionString(connection.connectionString, name, options)
      : new TableClient(
          withoutTrailingSlash(connection.tableServiceUri),
          name,
          connection.credential,
          options,
        );
  requireSecure(client.url);
  // In this phase the body is there already and its length not yet counted.
  if (isOnThisMachine(client.url)) client.pipeline.addPolicy(emulatorBodyPolicy, { phase: 'Serialize' });
  return client;
}
