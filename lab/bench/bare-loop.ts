/** The table requests of an ingest as a bare loop makes them: the Azure library with nothing around it. */

import { TableClient } from '@azure/data-tables';
import { AzureTable } from '../../src/adapters/storage/azure-table.ts';
import { type AzureTables, createAzureTables } from '../../src/adapters/storage/tables.ts';
import { type TableName, tables } from '../../src/tables/declarations/index.ts';

type Clients = (name: TableName) => TableClient;

/** One request, ready to be sent. */
export type BareRequest = (clients: Clients) => Promise<unknown>;

export function bareClients(connectionString: string): Clients {
  const opened = new Map<TableName, TableClient>();
  return (name) => {
    const client =
      opened.get(name) ??
      TableClient.fromConnectionString(connectionString, name, { allowInsecureConnection: true });
    opened.set(name, client);
    return client;
  };
}

/** Tables that write down what they ask of the library, with the entities already made. */
export function recordingTables(
  connectionString: string,
  record: (request: BareRequest) => void,
): AzureTables {
  const clients = bareClients(connectionString);
  const once = { limitMilliseconds: 10_000, delaysMilliseconds: [] };
  return {
    ...createAzureTables({ connectionString }),
    table: (name) =>
      new AzureTable(recordingClient(clients(name), name, record), once, Object.keys(tables[name].columns)),
  };
}

function recordingClient(
  client: TableClient,
  name: TableName,
  record: (request: BareRequest) => void,
): TableClient {
  return new Proxy(client, {
    get(_, method) {
      const value: unknown = Reflect.get(client, method);
      if (typeof value !== 'function') return value;
      return (...args: ReadonlyArray<unknown>) => {
        record(async (clients) => {
          const other = clients(name);
          await missingIsFine(Reflect.apply(Reflect.get(other, method), other, args));
        });
        return Reflect.apply(value, client, args);
      };
    },
  });
}

/** A head that is not there yet is an answer, which the library makes an error. */
async function missingIsFine(request: Promise<unknown>): Promise<void> {
  try {
    await request;
  } catch (error) {
    if (!(error instanceof Error && 'statusCode' in error && error.statusCode === 404)) throw error;
  }
}
