/** The table requests of an ingest as a bare loop would make them: the Azure library with nothing around it. */

import { TableClient, type TransactionAction } from '@azure/data-tables';
import { createMemoryTables } from '../../src/adapters/memory/tables.ts';
import { toEntity } from '../../src/adapters/storage/entity.ts';
import type { AzureTables } from '../../src/adapters/storage/tables.ts';
import type { BatchAction, Table } from '../../src/ports/storage.ts';
import type { TableName } from '../../src/tables/declarations/index.ts';

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

/** Empty tables in memory that write down what is asked of them, with the entities already made. */
export function recordingTables(record: (request: BareRequest) => void): AzureTables {
  const memory = createMemoryTables();
  return { ...memory, table: (name) => recordingTable(memory.table(name), name, record) };
}

function recordingTable(table: Table, name: TableName, record: (request: BareRequest) => void): Table {
  return {
    get(key, select) {
      const queryOptions = select === undefined ? {} : { select: ['PartitionKey', 'RowKey', ...select] };
      record((clients) =>
        missingIsFine(clients(name).getEntity(key.partitionKey, key.rowKey, { queryOptions })),
      );
      return table.get(key, select);
    },
    insert(row) {
      const entity = toEntity(row);
      record((clients) => clients(name).createEntity(entity));
      return table.insert(row);
    },
    upsert(row) {
      const entity = toEntity(row);
      record((clients) => clients(name).upsertEntity(entity, 'Replace'));
      return table.upsert(row);
    },
    merge(row) {
      const entity = toEntity(row);
      record((clients) => clients(name).upsertEntity(entity, 'Merge'));
      return table.merge(row);
    },
    batch(actions) {
      const transaction = actions.map(toTransactionAction);
      record((clients) => clients(name).submitTransaction(transaction));
      return table.batch(actions);
    },
    replace: () => unexpected('replace'),
    delete: () => unexpected('delete'),
    query: () => unexpected('query'),
    queryPartitions: () => unexpected('query over partitions'),
  };
}

function toTransactionAction(action: BatchAction): TransactionAction {
  if (action.kind === 'delete') return unexpected('delete in a batch');
  const entity = toEntity(action.row);
  if (action.kind === 'insert') return ['create', entity];
  return ['upsert', entity, action.kind === 'upsert' ? 'Replace' : 'Merge'];
}

/** Storing what was never stored needs none of these; the loop would have to learn them first. */
function unexpected(operation: string): never {
  throw new Error(`a new record was not expected to ${operation}`);
}

/** A head that is not there yet is an answer, which the library makes an error. */
async function missingIsFine(request: Promise<unknown>): Promise<void> {
  try {
    await request;
  } catch (error) {
    if (!(error instanceof Error && 'statusCode' in error && error.statusCode === 404)) throw error;
  }
}
