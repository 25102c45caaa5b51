/**
 * The rows of a Parquet file that memory holds until they are written, column by column. What is outside of the heap costs
 * its size; on the heap it costs several times as much, because V8 collects garbage when the heap has grown to a multiple
 * of what is in use.
 */

import type { EdmType } from '../tables/cell.ts';
import type { ExportedColumns, ExportedRow } from './encoder.ts';

/** Of media streams some six megabytes outside of the heap. */
const MOST_ROWS = 10_000;

/** What the texts may take on the heap, about. Those of a row of media streams are 400 bytes that no row before it has. */
const MOST_TEXT_BYTES = 4_000_000;

export class RowGroup {
  readonly #columns: ReadonlyArray<readonly [string, GroupColumn]>;
  #rows = 0;
  #textBytes = 0;

  constructor(columns: ExportedColumns) {
    this.#columns = Object.entries(columns).map(([name, { type }]) => [name, createColumn(type)]);
  }

  get rows(): number {
    return this.#rows;
  }

  get isFull(): boolean {
    return this.#rows === MOST_ROWS || this.#textBytes > MOST_TEXT_BYTES;
  }

  add(row: ExportedRow): void {
    for (const [name, column] of this.#columns) {
      const value = row[name];
      if (value !== undefined) this.#textBytes += column.set(this.#rows, value);
    }
    this.#rows += 1;
  }

  /** The columns, each with its values as long as it is asked for them; null where there is none. */
  get columns(): Array<{ readonly name: string; readonly data: Array<unknown> }> {
    const rows = this.#rows;
    return this.#columns.map(([name, column]) => ({
      name,
      get data() {
        return Array.from({ length: rows }, (_, row) => column.get(row));
      },
    }));
  }

  clear(): void {
    for (const [, column] of this.#columns) column.clear();
    this.#rows = 0;
    this.#textBytes = 0;
  }
}

/** Of rows that have no value, nothing is set. */
interface GroupColumn {
  /** Says how many bytes more the heap holds, about. */
  set(row: number, value: unknown): number;
  get(row: number): unknown;
  clear(): void;
}

function createColumn(type: EdmType): GroupColumn {
  switch (type) {
    case 'Int32':
    case 'Double':
      return new NumberColumn(() => new Float64Array(MOST_ROWS));
    case 'Int64':
      return new NumberColumn(() => new BigInt64Array(MOST_ROWS));
    case 'DateTime':
      return new NumberColumn(() => new BigInt64Array(MOST_ROWS), microseconds);
    default:
      return new TextColumn();
  }
}

interface Numbers {
  [row: number]: number | bigint;
}

class NumberColumn implements GroupColumn {
  readonly #create: () => Numbers;
  readonly #toNumber: (value: never) => number | bigint;
  readonly #isSet = new Uint8Array(MOST_ROWS);
  /** Many columns have no value at all. */
  #numbers: Numbers | undefined;

  constructor(create: () => Numbers, toNumber: (value: never) => number | bigint = (value) => value) {
    this.#create = create;
    this.#toNumber = toNumber;
  }

  set(row: number, value: unknown): number {
    this.#numbers ??= this.#create();
    this.#numbers[row] = this.#toNumber(value as never);
    this.#isSet[row] = 1;
    return 0;
  }

  get(row: number): unknown {
    return this.#isSet[row] === 1 ? this.#numbers?.[row] : null;
  }

  clear(): void {
    this.#isSet.fill(0);
  }
}

/** Each value once, and of each row its place among them: most repeat from row to row. */
class TextColumn implements GroupColumn {
  readonly #values: Array<unknown> = [null];
  readonly #placeOf = new Map<unknown, number>();
  #places: Uint16Array | undefined;

  set(row: number, value: unknown): number {
    this.#places ??= new Uint16Array(MOST_ROWS);
    const known = this.#placeOf.get(value);
    const place = known ?? this.#values.length;
    this.#places[row] = place;
    if (known !== undefined) return 0;
    this.#values.push(value);
    this.#placeOf.set(value, place);
    return BYTES_OF_A_PLACE + String(value).length;
  }

  get(row: number): unknown {
    return this.#values[this.#places?.[row] ?? 0];
  }

  clear(): void {
    this.#values.length = 1;
    this.#placeOf.clear();
    this.#places?.fill(0);
  }
}

/** A text's own head, and what stands in the map and in the list. */
const BYTES_OF_A_PLACE = 100;

/** Since 1970; of seven digits behind the second the last is cut off. */
function microseconds(dateTime: string): bigint {
  const milliseconds = Date.parse(`${dateTime.slice(0, 23)}Z`);
  return BigInt(milliseconds) * 1_000n + BigInt(dateTime.slice(23, 26));
}
