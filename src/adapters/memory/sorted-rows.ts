/** The rows of one partition, found by key and walked in key order. */

import type { StoredRow } from '../../domain/cell.ts';

export class SortedRows {
  readonly #rows = new Map<string, StoredRow>();
  /** Row keys in UTF-16 order. Keys mostly arrive in order, and moving a few thousand pointers takes microseconds. */
  readonly #keys: Array<string> = [];

  get size(): number {
    return this.#keys.length;
  }

  get(rowKey: string): StoredRow | undefined {
    return this.#rows.get(rowKey);
  }

  set(row: StoredRow): void {
    if (!this.#rows.has(row.rowKey)) this.#keys.splice(this.#position(row.rowKey), 0, row.rowKey);
    this.#rows.set(row.rowKey, row);
  }

  delete(rowKey: string): void {
    if (this.#rows.delete(rowKey)) this.#keys.splice(this.#position(rowKey), 1);
  }

  /** The rows whose keys are at or after the bound. The partition must not change while they are walked. */
  *from(bound: string): Generator<StoredRow, void, undefined> {
    for (let index = this.#position(bound); index < this.#keys.length; index++) {
      const row = this.#rows.get(this.#keys[index] ?? '');
      if (row !== undefined) yield row;
    }
  }

  /** How many keys are before this one. */
  #position(rowKey: string): number {
    let low = 0;
    let high = this.#keys.length;
    if (high === 0 || (this.#keys[high - 1] ?? '') < rowKey) return high;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#keys[middle] ?? '') < rowKey) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
