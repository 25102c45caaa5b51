/** The rows of one partition, found by key and walked in key order. */

import type { StoredRow } from '../../tables/cell.ts';

/** Row keys of one run: writing moves at most these, however many rows the partition has. */
const MAX_RUN_LENGTH = 512;

export class SortedRows {
  readonly #rows = new Map<string, StoredRow>();
  /** The row keys in UTF-16 order, cut into runs of which none is empty. */
  readonly #runs: Array<Array<string>> = [];

  get size(): number {
    return this.#rows.size;
  }

  get(rowKey: string): StoredRow | undefined {
    return this.#rows.get(rowKey);
  }

  set(row: StoredRow): void {
    if (!this.#rows.has(row.rowKey)) this.#insert(row.rowKey);
    this.#rows.set(row.rowKey, row);
  }

  delete(rowKey: string): void {
    if (!this.#rows.delete(rowKey)) return;
    const index = this.#runOf(rowKey);
    const run = this.#runs[index] ?? [];
    run.splice(position(run, rowKey), 1);
    if (run.length === 0) this.#runs.splice(index, 1);
  }

  /** The rows whose keys are at or after the bound. The partition must not change while they are walked. */
  *from(bound: string): Generator<StoredRow, void, undefined> {
    const first = this.#runOf(bound);
    for (let index = first; index < this.#runs.length; index++) {
      const run = this.#runs[index] ?? [];
      for (let at = index === first ? position(run, bound) : 0; at < run.length; at++) {
        const row = this.#rows.get(run[at] ?? '');
        if (row !== undefined) yield row;
      }
    }
  }

  #insert(rowKey: string): void {
    const index = this.#runOf(rowKey);
    const run = this.#runs[index];
    if (run === undefined) {
      this.#runs.push([rowKey]);
      return;
    }
    run.splice(position(run, rowKey), 0, rowKey);
    if (run.length > MAX_RUN_LENGTH) this.#runs.splice(index + 1, 0, run.splice(run.length >>> 1));
  }

  /** The last run that begins at or before the key, or the first. */
  #runOf(rowKey: string): number {
    const after = countWhere(this.#runs.length, (index) => (this.#runs[index]?.[0] ?? '') <= rowKey);
    return Math.max(after - 1, 0);
  }
}

/** How many keys of a run are before this one. */
function position(run: ReadonlyArray<string>, rowKey: string): number {
  return countWhere(run.length, (index) => (run[index] ?? '') < rowKey);
}

/** How many of the indexes below `length` hold, when all that hold come first. */
function countWhere(length: number, holds: (index: number) => boolean): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(middle)) low = middle + 1;
    else high = middle;
  }
  return low;
}
