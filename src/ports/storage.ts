/** Table Storage, as the product sees it. */

import type { Cell, Row, RowKey, StoredRow } from '../tables/cell.ts';
import type { TableName } from '../tables/declarations/index.ts';

/** The tables, by their declared names. */
export interface Tables {
  table(name: TableName): Table;
}

/** Requests under way at once for one piece of work on many rows, each in a request of its own. */
export const REQUESTS_AT_ONCE = 16;

/** One change inside a batch. */
export type BatchAction =
  | { readonly kind: 'insert' | 'upsert' | 'merge'; readonly row: Row }
  | { readonly kind: 'delete'; readonly key: RowKey };

/** How a conditional write ended: the new ETag, or the reason why nothing was written. */
export type ConditionalWrite =
  | { readonly written: true; readonly etag: string }
  | { readonly written: false; readonly because: 'exists' | 'missing' | 'changed' };

/** Which rows a query wants. Bounds are compared as Table Storage does: by UTF-16 code unit. */
export interface RowQuery {
  readonly partitionKey: string;
  /** Only row keys that begin with this. */
  readonly rowKeyPrefix?: string;
  /** Only this row key and those after it. */
  readonly rowKeyFrom?: string;
  /** Only row keys before this one. */
  readonly rowKeyBefore?: string;
  /** All must hold; a row without the column does not match. */
  readonly where?: ReadonlyArray<Condition | AnyOf>;
  /** Only these columns; all of them when absent. Keys and ETag always come along. */
  readonly select?: ReadonlyArray<string>;
  /** So many rows a page; 1,000 when absent, which is the most. */
  readonly rowsOfPage?: number;
}

/** Which rows of several partitions a query wants; bounds are compared as those of row keys are. */
export interface PartitionsQuery {
  /** Only this partition key and those after it. */
  readonly partitionKeyFrom: string;
  /** Only partition keys before this one. */
  readonly partitionKeyBefore: string;
  /** Only rows with this key. */
  readonly rowKey?: string;
  /** Only these columns; all of them when absent. Keys and ETag always come along. */
  readonly select?: ReadonlyArray<string>;
}

export interface Condition {
  readonly column: string;
  readonly is: 'eq' | 'ne' | 'lt' | 'le' | 'gt' | 'ge';
  readonly cell: Cell;
}

/** One of them must hold. */
export interface AnyOf {
  readonly anyOf: ReadonlyArray<Condition>;
}

/**
 * One table. Every method is one storage request, but for queries, which are one for each page.
 * A fault of the service rejects with StorageFailure; what the caller must decide about is in the result.
 */
export interface Table {
  get(key: RowKey, select?: ReadonlyArray<string>): Promise<StoredRow | undefined>;
  /** Writes a row that must not be there yet. */
  insert(row: Row): Promise<ConditionalWrite>;
  /** Replaces the row whose ETag is given, whole. */
  replace(row: Row, etag: string): Promise<ConditionalWrite>;
  /** Writes the row whole, whether or not it is there. */
  upsert(row: Row): Promise<void>;
  /** Writes the row's cells and leaves its other columns as they are; creates the row when it is missing. */
  merge(row: Row): Promise<void>;
  /** Deletes a row, when an ETag is given only in that state. A missing row is `missing`. */
  delete(key: RowKey, etag?: string): Promise<ConditionalWrite>;
  /** All or nothing, in one partition, 1 to 100 actions. Rejects with RowMissing or RowExists. */
  batch(actions: ReadonlyArray<BatchAction>): Promise<void>;
  /** Rows in key order, page by page. */
  query(query: RowQuery): AsyncIterable<ReadonlyArray<StoredRow>>;
  /** Rows in the order of partition key and row key, page by page: the service looks through all that lies between. */
  queryPartitions(query: PartitionsQuery): AsyncIterable<ReadonlyArray<StoredRow>>;
}

/** A batch that inserts a row which is already there. Nothing of the batch was done. */
export class RowExists extends Error {
  override readonly name = 'RowExists';
}

/** A batch that names a row to delete which is no longer there. Nothing of the batch was done. */
export class RowMissing extends Error {
  override readonly name = 'RowMissing';
}

/** The code of a failure where something else than storage has answered. */
export const NOT_OF_STORAGE = 'NotOfStorage';

/**
 * A storage request that failed. The SDK's own error is not kept as the cause: it holds the request's URL, whose keys
 * are call and user ids.
 */
export class StorageFailure extends Error {
  override readonly name = 'StorageFailure';
  /** HTTP status; undefined when there was no answer. */
  readonly status: number | undefined;
  /** The service's error code (`ServerBusy`, `TableNotFound`), or the network's (`ECONNREFUSED`). */
  readonly code: string | undefined;

  constructor(message: string, details: { status?: number | undefined; code?: string | undefined } = {}) {
    super(message);
    this.status = details.status;
    this.code = details.code;
  }

  /**
   * Whether the same request may succeed later: false when storage refuses what was asked (400, 413 and their like). A
   * status below 400 comes with an answer that cannot be read, which is hardly storage's.
   */
  get mayPass(): boolean {
    const { status } = this;
    return status === undefined || status < 400 || status >= 500 || PASSING_REFUSALS.has(status);
  }
}

/** Not allowed or not there (yet), too slow, in conflict, too much: an operator or time can change these. */
const PASSING_REFUSALS: ReadonlySet<number> = new Set([401, 403, 404, 408, 409, 412, 429]);
