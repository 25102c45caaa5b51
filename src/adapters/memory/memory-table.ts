/** One table in memory. */

import { toDateTime } from '../../language/date-time.ts';
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
import type { TableName } from '../../tables/declarations/index.ts';
import { checkBatch, checkKey, checkRow } from '../../tables/row-limits.ts';
import { filterOf } from '../storage/filter.ts';
import { meets } from './condition.ts';
import { type Intercept, intercepted, type TableRequest } from './intercept.ts';
import { SortedRows } from './sorted-rows.ts';
import { toRead, toStored } from './stored-row.ts';

/** Rows of one page, as the service gives at most. */
const PAGE_SIZE = 1000;

/** What a table holds. */
export interface TableContent {
  readonly name: TableName;
  readonly partitions: Map<string, SortedRows>;
  /** A new ETag, never given before. */
  nextETag(): string;
  /** What the clock of the service says; without it rows do not tell when they were written. */
  readonly now?: (() => Date) | undefined;
}

interface Page {
  readonly rows: ReadonlyArray<StoredRow>;
  /** Where the next page begins; undefined after the last. */
  readonly continueAt: string | undefined;
}

/** A table as one process sees it: requests pass through that process's interception. */
export class MemoryTable implements Table {
  readonly #content: TableContent;
  readonly #intercept: Intercept<TableRequest> | undefined;

  constructor(content: TableContent, intercept: Intercept<TableRequest> | undefined) {
    this.#content = content;
    this.#intercept = intercept;
  }

  async get(key: RowKey, select?: ReadonlyArray<string>): Promise<StoredRow | undefined> {
    checkKey(key);
    return await this.#request('get', [key], () => {
      const row = this.#find(key);
      return row === undefined ? undefined : toRead(row, select);
    });
  }

  async insert(row: Row): Promise<ConditionalWrite> {
    checkRow(row);
    return await this.#request('insert', [row], () =>
      this.#find(row) === undefined ? this.#put(row) : refused('exists'),
    );
  }

  async replace(row: Row, etag: string): Promise<ConditionalWrite> {
    checkRow(row);
    return await this.#request('replace', [row], () => {
      const refusal = this.#refusal(row, etag);
      return refusal === undefined ? this.#put(row) : refused(refusal);
    });
  }

  async upsert(row: Row): Promise<void> {
    checkRow(row);
    await this.#request('upsert', [row], () => this.#put(row));
  }

  async merge(row: Row): Promise<void> {
    checkRow(row);
    await this.#request('merge', [row], () => this.#put(row, this.#find(row)));
  }

  async delete(key: RowKey, etag = '*'): Promise<ConditionalWrite> {
    checkKey(key);
    return await this.#request('delete', [key], () => {
      const refusal = this.#refusal(key, etag);
      if (refusal !== undefined) return refused(refusal);
      this.#remove(key);
      return { written: true, etag: '' };
    });
  }

  async batch(actions: ReadonlyArray<BatchAction>): Promise<void> {
    const rows = actions.map((action) => (action.kind === 'delete' ? action.key : action.row));
    checkBatch(rows);
    await this.#request('batch', rows, () => {
      for (const action of actions) this.#checkAction(action);
      for (const action of actions) this.#apply(action);
    });
  }

  async *query(query: RowQuery): AsyncGenerator<ReadonlyArray<StoredRow>, void, undefined> {
    // Throws for what the service could not be asked.
    filterOf(query);
    const { partitionKey, rowKeyPrefix = '', rowKeyFrom = '' } = query;
    let continueAt: string | undefined = rowKeyFrom > rowKeyPrefix ? rowKeyFrom : rowKeyPrefix;
    while (continueAt !== undefined) {
      const from: string = continueAt;
      const page = await this.#request('query', [], () => this.#page(query, from), partitionKey);
      continueAt = page.continueAt;
      if (page.rows.length > 0) yield page.rows;
    }
  }

  async *queryPartitions(query: PartitionsQuery): AsyncGenerator<ReadonlyArray<StoredRow>, void, undefined> {
    const { partitionKeyFrom, partitionKeyBefore, rowKey, select } = query;
    const rows = await this.#request(
      'query',
      [],
      () =>
        [...this.#content.partitions]
          .filter(([key]) => key >= partitionKeyFrom && key < partitionKeyBefore)
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .flatMap(([, partition]) => [...partition.from('')])
          .filter((row) => rowKey === undefined || row.rowKey === rowKey)
          .map((row) => toRead(row, select)),
      partitionKeyFrom,
    );
    for (let from = 0; from < rows.length; from += PAGE_SIZE) yield rows.slice(from, from + PAGE_SIZE);
  }

  #page(query: RowQuery, from: string): Page {
    const {
      partitionKey,
      rowKeyPrefix = '',
      rowKeyBefore,
      where = [],
      select,
      rowsOfPage = PAGE_SIZE,
    } = query;
    const rows: Array<StoredRow> = [];
    for (const row of this.#content.partitions.get(partitionKey)?.from(from) ?? []) {
      if (!row.rowKey.startsWith(rowKeyPrefix)) break;
      if (rowKeyBefore !== undefined && row.rowKey >= rowKeyBefore) break;
      if (rows.length === rowsOfPage) return { rows, continueAt: row.rowKey };
      if (where.every((condition) => meets(row, condition))) rows.push(toRead(row, select));
    }
    return { rows, continueAt: undefined };
  }

  #checkAction(action: BatchAction): void {
    const { name } = this.#content;
    if (action.kind === 'insert' && this.#find(action.row) !== undefined) {
      throw new RowExists(`table ${name}: a row to insert is already there`);
    }
    if (action.kind === 'delete' && this.#find(action.key) === undefined) {
      throw new RowMissing(`table ${name}: a row to delete is not there`);
    }
  }

  #apply(action: BatchAction): void {
    if (action.kind === 'delete') this.#remove(action.key);
    else this.#put(action.row, action.kind === 'merge' ? this.#find(action.row) : undefined);
  }

  #find({ partitionKey, rowKey }: RowKey): StoredRow | undefined {
    return this.#content.partitions.get(partitionKey)?.get(rowKey);
  }

  #refusal(key: RowKey, etag: string): 'missing' | 'changed' | undefined {
    const row = this.#find(key);
    if (row === undefined) return 'missing';
    return etag === '*' || etag === row.etag ? undefined : 'changed';
  }

  #put(row: Row, previous?: StoredRow): ConditionalWrite {
    const { partitions, now } = this.#content;
    const etag = this.#content.nextETag();
    const writtenAt = now === undefined ? undefined : toDateTime(now());
    const partition = partitions.get(row.partitionKey) ?? new SortedRows();
    partitions.set(row.partitionKey, partition);
    partition.set(toStored(row, { etag, writtenAt }, previous));
    return { written: true, etag };
  }

  #remove({ partitionKey, rowKey }: RowKey): void {
    const { partitions } = this.#content;
    const partition = partitions.get(partitionKey);
    partition?.delete(rowKey);
    if (partition?.size === 0) partitions.delete(partitionKey);
  }

  async #request<Result>(
    operation: TableRequest['operation'],
    keys: ReadonlyArray<RowKey>,
    carryOut: () => Result,
    partitionKey = keys[0]?.partitionKey ?? '',
  ): Promise<Result> {
    const rowKeys = keys.map(({ rowKey }) => rowKey);
    const table = this.#content.name;
    return await intercepted(
      this.#intercept,
      (phase) => ({ table, operation, partitionKey, rowKeys, phase }),
      carryOut,
    );
  }
}

function refused(because: 'exists' | 'missing' | 'changed'): ConditionalWrite {
  return { written: false, because };
}
