/**
 * A table whose requests are sent again when their reply was lost, as the adapter for Azure does: the second answer is
 * about what the first one did.
 */

import type { Clock } from '../../../src/ports/clock.ts';
import {
  type BatchAction,
  type ConditionalWrite,
  type PartitionsQuery,
  type RowQuery,
  StorageFailure,
  type Table,
} from '../../../src/ports/storage.ts';
import type { Row, RowKey, StoredRow } from '../../../src/tables/cell.ts';
import { ReplyLost } from './wire.ts';

/** The waits of the adapter's table requests. */
const DELAYS_MS = [200, 1_000, 3_000] as const;

export class RetryingTable implements Table {
  readonly #table: Table;
  readonly #clock: Clock;

  constructor(table: Table, clock: Clock) {
    this.#table = table;
    this.#clock = clock;
  }

  get(key: RowKey, select?: ReadonlyArray<string>): Promise<StoredRow | undefined> {
    return this.#table.get(key, select);
  }

  insert(row: Row): Promise<ConditionalWrite> {
    return this.#untilAnswered(() => this.#table.insert(row));
  }

  replace(row: Row, etag: string): Promise<ConditionalWrite> {
    return this.#untilAnswered(() => this.#table.replace(row, etag));
  }

  upsert(row: Row): Promise<void> {
    return this.#untilAnswered(() => this.#table.upsert(row));
  }

  merge(row: Row): Promise<void> {
    return this.#untilAnswered(() => this.#table.merge(row));
  }

  delete(key: RowKey, etag?: string): Promise<ConditionalWrite> {
    return this.#untilAnswered(() => this.#table.delete(key, etag));
  }

  batch(actions: ReadonlyArray<BatchAction>): Promise<void> {
    return this.#untilAnswered(() => this.#table.batch(actions));
  }

  query(query: RowQuery): AsyncIterable<ReadonlyArray<StoredRow>> {
    return this.#table.query(query);
  }

  queryPartitions(query: PartitionsQuery): AsyncIterable<ReadonlyArray<StoredRow>> {
    return this.#table.queryPartitions(query);
  }

  async #untilAnswered<Result>(request: () => Promise<Result>): Promise<Result> {
    for (const delay of DELAYS_MS) {
      try {
        return await request();
      } catch (error) {
        if (!(error instanceof ReplyLost)) throw error;
      }
      await this.#clock.sleep(delay);
    }
    try {
      return await request();
    } catch (error) {
      if (!(error instanceof ReplyLost)) throw error;
      throw new StorageFailure('tables: no answer', { code: 'ECONNRESET' });
    }
  }
}
