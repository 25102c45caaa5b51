/** The table requests of a work as a bare loop makes them: the Azure library with nothing around it. */

import { TableClient } from '@azure/data-tables';
import { AzureTable } from '../../src/adapters/storage/azure-table.ts';
import { type AzureTables, connectTable, createAzureTables } from '../../src/adapters/storage/tables.ts';
import { forEachConcurrently } from '../../src/language/for-each-concurrently.ts';
import { REQUESTS_AT_ONCE } from '../../src/ports/storage.ts';
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
  const once = { limitMilliseconds: 10_000, delaysMilliseconds: [] };
  return {
    ...createAzureTables({ connectionString }),
    table: (name) =>
      new AzureTable(
        recordingClient(connectTable({ connectionString }, name), name, record),
        once,
        Object.keys(tables[name].columns),
      ),
  };
}

/** Does the work once, over an account, and returns what sends its requests again, as many at once as a timer does. */
export async function bareLoopOf(
  connectionString: string,
  work: (tables: AzureTables) => Promise<unknown>,
): Promise<() => Promise<void>> {
  const requests: Array<BareRequest> = [];
  await work(recordingTables(connectionString, (request) => requests.push(request)));
  const clients = bareClients(connectionString);
  return () =>
    forEachConcurrently(requests, REQUESTS_AT_ONCE, async (request) => void (await request(clients)));
}

function recordingClient(
  client: TableClient,
  name: TableName,
  record: (request: BareRequest) => void,
): TableClient {
  const sent = (answer: Promise<unknown>, bare: (client: TableClient) => Promise<unknown>) => {
    record(async (clients) => await missingIsFine(bare(clients(name))));
    return answer;
  };
  return new Proxy(client, {
    get(_, method) {
      const value: unknown = Reflect.get(client, method);
      if (typeof value !== 'function') return value;
      // A page is asked for when it is taken.
      if (method === 'listEntities')
        return (options: object) => ({
          byPage: (settings: object) => ({
            next: () =>
              sent(client.listEntities(options).byPage(settings).next(), barePage(options, settings)),
          }),
        });
      return (...args: ReadonlyArray<unknown>) =>
        sent(Reflect.apply(value, client, args), bareCall(method, args));
    },
  });
}

// Functions of their own: what is recorded may not hold on to the options of the program, which hold its answers.

function barePage(options: object, settings: object) {
  const others = asTheLibraryReads(options) as object;
  return (client: TableClient) => client.listEntities(others).byPage(settings).next();
}

function bareCall(method: string | symbol, args: ReadonlyArray<unknown>) {
  const others = args.map(asTheLibraryReads);
  return (client: TableClient): Promise<unknown> =>
    Reflect.apply(Reflect.get(client, method), client, others);
}

/** The program takes entities before the library reads them, see src/adapters/storage/answered.ts. */
function asTheLibraryReads(options: unknown): unknown {
  if (typeof options !== 'object' || options === null || !('requestOptions' in options)) return options;
  const { requestOptions: _, ...others } = options;
  // Converted by the library, date-times would lose four digits.
  return { ...others, disableTypeConversion: true };
}

/** A row that is not there yet is an answer, which the library makes an error. */
async function missingIsFine(request: Promise<unknown>): Promise<void> {
  try {
    await request;
  } catch (error) {
    if (!(error instanceof Error && 'statusCode' in error && error.statusCode === 404)) throw error;
  }
}
