/** One partition of a declared table: rows as values, and the one way to change a row that others may change too. */

import type { DateTime } from '../language/date-time.ts';
import type { RowQuery, Table, Tables } from '../ports/storage.ts';
import type { Row, RowKey, StoredRow } from '../tables/cell.ts';
import type { TableName } from '../tables/declarations/index.ts';
import { inBatches } from '../tables/row-limits.ts';
import {
  type Column,
  readableValues,
  type TableDeclaration,
  toCells,
  undeclaredCells,
  type ValuesOf,
  valuesIn,
} from '../tables/table.ts';
import { changedRow } from './changed-row.ts';

type Columns = Readonly<Record<string, Column>>;

/** What becomes of a row: the values to write, if any, and the result once they are written. */
export interface Decision<Values, Result> {
  readonly write?: Values;
  readonly result: Result;
}

/** Each further round needs another writer of the same row in between. */
const ROUNDS = 10;

/** Whether a right clock may have noted an instant in this column. */
export type IsBelieved = (rowKey: string, column: string, noted: DateTime) => boolean;

export class Partition<OwnColumns extends Columns> {
  readonly #tables: Tables;
  readonly #name: TableName;
  readonly #declaration: TableDeclaration<OwnColumns>;
  readonly #partitionKey: string;
  readonly #isBelieved: IsBelieved;

  constructor(
    tables: Tables,
    name: TableName,
    declaration: TableDeclaration<OwnColumns>,
    partitionKey: string,
    isBelieved: IsBelieved = () => true,
  ) {
    this.#tables = tables;
    this.#name = name;
    this.#declaration = declaration;
    this.#partitionKey = partitionKey;
    this.#isBelieved = isBelieved;
  }

  /** Opened when it is first asked for: a cold start need not wait for it. */
  get #table(): Table {
    return this.#tables.table(this.#name);
  }

  get(rowKey: string): Promise<StoredRow | undefined> {
    return this.#table.get(this.#key(rowKey));
  }

  /** Rows in the order of their keys, page by page. */
  query(query: Omit<RowQuery, 'partitionKey'> = {}): AsyncIterable<ReadonlyArray<StoredRow>> {
    return this.#table.query({ ...query, partitionKey: this.#partitionKey });
  }

  /** The values of a row; undefined for one that an operator typed in wrongly. */
  valuesIn(row: StoredRow): ValuesOf<OwnColumns> | undefined {
    return valuesIn(this.#declaration, row);
  }

  /**
   * The values of a row, in a table without required columns; a cell of another type counts as absent, and so does an
   * instant that is not believed.
   */
  readableIn(row: StoredRow): ValuesOf<OwnColumns> {
    const cells = Object.entries(row.cells).filter(
      ([column, { type, value }]) =>
        type !== 'DateTime' || this.#isBelieved(row.rowKey, column, value as DateTime),
    );
    return readableValues(this.#declaration, { ...row, cells: Object.fromEntries(cells) });
  }

  /** Writes these columns and leaves the others as they are. */
  merge(rowKey: string, values: Partial<ValuesOf<OwnColumns>>): Promise<void> {
    return this.#table.merge(this.#row(rowKey, values));
  }

  /** Writes the row whole, whatever stands there. */
  upsert(rowKey: string, values: Partial<ValuesOf<OwnColumns>>): Promise<void> {
    return this.#table.upsert(this.#row(rowKey, values));
  }

  /** Writes many rows, in the order given: if the process ends halfway, the last ones are missing. */
  async writeAll(
    kind: 'insert' | 'merge' | 'upsert',
    rows: ReadonlyArray<{ readonly rowKey: string; readonly values: Partial<ValuesOf<OwnColumns>> }>,
  ): Promise<void> {
    for (const batch of inBatches(rows.map(({ rowKey, values }) => this.#row(rowKey, values)))) {
      await this.#table.batch(batch.map((row) => ({ kind, row })));
    }
  }

  /**
   * Reads a row, decides, and writes the row whole under the ETag it was read with; decides anew when another writer
   * was faster. Columns that the declaration does not know stay. `known` is the row where it has been read already.
   */
  async update<Result>(
    rowKey: string,
    decide: (
      row: StoredRow | undefined,
    ) => Decision<ValuesOf<OwnColumns>, Result> | Promise<Decision<ValuesOf<OwnColumns>, Result>>,
    known?: { readonly row: StoredRow | undefined },
  ): Promise<Result> {
    let { row } = known ?? { row: await this.get(rowKey) };
    for (let round = 0; round < ROUNDS; round += 1) {
      const { write, result } = await decide(row);
      if (write === undefined) return result;
      const isWritten =
        row === undefined
          ? (await this.#table.insert(this.#row(rowKey, write))).written
          : (await this.replace(row, write)) !== undefined;
      if (isWritten) return result;
      row = await this.get(rowKey);
    }
    throw new Error(`the row of ${rowKey} in ${this.#name} kept changing while it was written`);
  }

  /**
   * Writes a row whole that was read; columns that the declaration does not know stay. Resolves with the row as it is
   * then, or undefined when it has changed since it was read.
   */
  replace(row: StoredRow, values: ValuesOf<OwnColumns>): Promise<StoredRow | undefined> {
    return this.#replace({ ...row, cells: undeclaredCells(this.#declaration, row) }, values);
  }

  /** The same, but all other cells stay, readable or not. */
  change(row: StoredRow, values: Partial<ValuesOf<OwnColumns>>): Promise<StoredRow | undefined> {
    return this.#replace(row, values);
  }

  /** Deletes a row that was read, unless it has changed since. */
  async delete(row: StoredRow): Promise<void> {
    await this.#table.delete(row, row.etag);
  }

  async #replace(kept: StoredRow, values: Partial<ValuesOf<OwnColumns>>): Promise<StoredRow | undefined> {
    const row = changedRow(this.#declaration, kept, toCells(this.#declaration, values));
    const write = await this.#table.replace(row, kept.etag);
    return write.written ? { ...row, etag: write.etag } : undefined;
  }

  #key(rowKey: string): RowKey {
    return { partitionKey: this.#partitionKey, rowKey };
  }

  #row(rowKey: string, values: Partial<ValuesOf<OwnColumns>>): Row {
    return { ...this.#key(rowKey), cells: toCells(this.#declaration, values) };
  }
}
