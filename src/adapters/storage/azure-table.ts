/** One table of Azure Table Storage. */

import { RestError } from '@azure/core-rest-pipeline';
import type {
  DeleteTableEntityOptions,
  TableClient,
  TableTransactionResponse,
  TransactionAction,
} from '@azure/data-tables';
import {
  type BatchAction,
  type ConditionalWrite,
  type PartitionsQuery,
  RowExists,
  RowMissing,
  type RowQuery,
  type Table,
} from '../../ports/storage.ts';
import type { Row, RowKey, StoredRow } from '../../tables/cell.ts';
import { checkBatch, checkKey, checkRow } from '../../tables/row-limits.ts';
import { answered } from './answered.ts';
import { fromEntity, toEntity } from './entity.ts';
import { filterOf, partitionsFilterOf } from './filter.ts';
import { serviceAnswer, storageFailure } from './storage-failure.ts';
import { type Tries, withTries } from './tries.ts';

/** Rows of one answer, at most. https://learn.microsoft.com/rest/api/storageservices/query-timeout-and-pagination */
const PAGE_SIZE = 1000;

/** Without these a row cannot be told from others. */
const KEY_COLUMNS = ['PartitionKey', 'RowKey'];

/**
 * The table that a client of the SDK reaches. Rejects with StorageFailure when the service does not do what was asked
 * (a table that does not exist included), with UnstorableRow or UnstorableBatch for what it could never do.
 */
export class AzureTable implements Table {
  readonly #client: TableClient;
  readonly #tries: Tries;
  /** The declared ones, in their order. */
  readonly #columns: ReadonlyArray<string>;

  constructor(client: TableClient, tries: Tries, columns: ReadonlyArray<string>) {
    this.#client = client;
    this.#tries = tries;
    this.#columns = columns;
  }

  async get(key: RowKey, select?: ReadonlyArray<string>): Promise<StoredRow | undefined> {
    checkKey(key);
    try {
      const queryOptions = selecting(select);
      const { read } = await withTries(this.#tries, (abortSignal) =>
        answered(
          (options) =>
            this.#client.getEntity(key.partitionKey, key.rowKey, { ...options, abortSignal, queryOptions }),
          (body) => ('RowKey' in body ? fromEntity(body) : undefined),
        ),
      );
      return read;
    } catch (error) {
      if (refusal(error) === 'missing') return undefined;
      throw this.#failure('get', error);
    }
  }

  async insert(row: Row): Promise<ConditionalWrite> {
    checkRow(row);
    const entity = toEntity(row, this.#columns);
    return await this.#conditionally('insert', (abortSignal) =>
      this.#client.createEntity(entity, { abortSignal }),
    );
  }

  async replace(row: Row, etag: string): Promise<ConditionalWrite> {
    checkRow(row);
    const entity = toEntity(row, this.#columns);
    return await this.#conditionally('replace', (abortSignal) =>
      this.#client.updateEntity(entity, 'Replace', { abortSignal, etag }),
    );
  }

  async upsert(row: Row): Promise<void> {
    await this.#write('upsert', row, 'Replace');
  }

  async merge(row: Row): Promise<void> {
    await this.#write('merge', row, 'Merge');
  }

  async delete(key: RowKey, etag?: string): Promise<ConditionalWrite> {
    checkKey(key);
    const condition: DeleteTableEntityOptions = etag === undefined ? {} : { etag };
    return await this.#conditionally('delete', async (abortSignal) => {
      await this.#client.deleteEntity(key.partitionKey, key.rowKey, { abortSignal, ...condition });
      return {};
    });
  }

  async batch(actions: ReadonlyArray<BatchAction>): Promise<void> {
    checkBatch(actions.map((action) => (action.kind === 'delete' ? action.key : action.row)));
    const transaction = actions.map((action) => toTransactionAction(action, this.#columns));
    try {
      await withTries(this.#tries, async (abortSignal) => {
        confirmEach(await this.#client.submitTransaction(transaction, { abortSignal }), transaction.length);
      });
    } catch (error) {
      const because = refusal(error);
      if (because === 'missing') throw new RowMissing(`${this.#name}: a row to delete is not there`);
      if (because === 'exists') throw new RowExists(`${this.#name}: a row to insert is already there`);
      throw this.#failure('batch', error);
    }
  }

  async *query(query: RowQuery): AsyncGenerator<ReadonlyArray<StoredRow>, void, undefined> {
    yield* this.#pages({ filter: filterOf(query), ...selecting(query.select) }, query.rowsOfPage);
  }

  async *queryPartitions(query: PartitionsQuery): AsyncGenerator<ReadonlyArray<StoredRow>, void, undefined> {
    yield* this.#pages({ filter: partitionsFilterOf(query), ...selecting(query.select) });
  }

  async *#pages(
    queryOptions: { filter: string; select?: Array<string> },
    maxPageSize = PAGE_SIZE,
  ): AsyncGenerator<ReadonlyArray<StoredRow>, void, undefined> {
    let continuationToken: string | undefined;
    do {
      const page = await this.#page(queryOptions, { maxPageSize, continuationToken });
      continuationToken = page.continuationToken;
      // The service may answer with nothing but a continuation, when it has searched long enough.
      if (page.rows.length > 0) yield page.rows;
    } while (continuationToken !== undefined);
  }

  async #page(
    queryOptions: { filter: string; select?: Array<string> },
    {
      maxPageSize,
      continuationToken,
    }: { readonly maxPageSize: number; readonly continuationToken: string | undefined },
  ) {
    const settings = continuationToken === undefined ? {} : { continuationToken };
    try {
      const { read, rest } = await withTries(this.#tries, (abortSignal) =>
        answered(
          (options) =>
            this.#client
              .listEntities({ ...options, abortSignal, queryOptions })
              .byPage({ maxPageSize, ...settings })
              .next(),
          ({ value }) => (Array.isArray(value) ? value.map(fromEntity) : undefined),
        ),
      );
      return { rows: read, continuationToken: rest.value?.continuationToken };
    } catch (error) {
      throw this.#failure('query', error);
    }
  }

  async #write(operation: string, row: Row, mode: 'Replace' | 'Merge'): Promise<void> {
    checkRow(row);
    const entity = toEntity(row, this.#columns);
    try {
      await withTries(this.#tries, (abortSignal) => this.#client.upsertEntity(entity, mode, { abortSignal }));
    } catch (error) {
      throw this.#failure(operation, error);
    }
  }

  async #conditionally(
    operation: string,
    request: (signal: AbortSignal) => Promise<{ etag?: string }>,
  ): Promise<ConditionalWrite> {
    try {
      const { etag = '' } = await withTries(this.#tries, request);
      return { written: true, etag };
    } catch (error) {
      const because = refusal(error);
      if (because === undefined) throw this.#failure(operation, error);
      return { written: false, because };
    }
  }

  get #name(): string {
    return `table ${this.#client.tableName}`;
  }

  #failure(operation: string, error: unknown): unknown {
    return storageFailure(`${this.#name}: ${operation}`, error);
  }
}

function selecting(columns: ReadonlyArray<string> | undefined): { select?: Array<string> } {
  return columns === undefined ? {} : { select: [...KEY_COLUMNS, ...columns] };
}

/**
 * Throws RestError unless each action of a batch was confirmed. A batch is refused inside an answer of 202, and the SDK
 * notices that only where the refusal has a body of JSON in one line: a busy server, or a proxy, may send none.
 */
function confirmEach({ subResponses }: TableTransactionResponse, actions: number): void {
  const refused = subResponses.find(({ status }) => status < 200 || status > 299);
  if (refused !== undefined) throw new RestError('refused inside the batch', { statusCode: refused.status });
  if (subResponses.length !== actions) {
    throw new RestError(`${subResponses.length} of ${actions} actions confirmed`, { code: 'UNCONFIRMED' });
  }
}

function toTransactionAction(action: BatchAction, columns: ReadonlyArray<string>): TransactionAction {
  switch (action.kind) {
    case 'insert':
      return ['create', toEntity(action.row, columns)];
    case 'upsert':
      return ['upsert', toEntity(action.row, columns), 'Replace'];
    case 'merge':
      return ['upsert', toEntity(action.row, columns), 'Merge'];
    case 'delete':
      return ['delete', { partitionKey: action.key.partitionKey, rowKey: action.key.rowKey }];
  }
}

/**
 * Why the service refused, when that is the state of the row; undefined for every other error. The code decides beside
 * the status: a missing table, or an address where no storage is, answers 404 too, and a table being deleted 409.
 */
function refusal(error: unknown): 'exists' | 'missing' | 'changed' | undefined {
  const answer = serviceAnswer(error);
  if (answer?.status === 412) return 'changed';
  if (answer?.status === 409 && answer.code === 'EntityAlreadyExists') return 'exists';
  if (answer?.status === 404 && NOT_FOUND_CODES.has(answer.code)) return 'missing';
  return undefined;
}

/** https://learn.microsoft.com/rest/api/storageservices/table-service-error-codes */
const NOT_FOUND_CODES: ReadonlySet<string | undefined> = new Set(['ResourceNotFound', 'EntityNotFound']);
