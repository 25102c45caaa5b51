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
  readonly #columns: ReadonlyMap<string, GroupColumn>;
  readonly #instants: ReadonlySet<string>;
  #rows = 0;
  #textBytes = 0;

  constructor(columns: ExportedColumns) {
    const entries = Object.entries(columns);
    this.#columns = new Map(entries.map(([name, { type }]) => [name, createColumn(type)]));
    this.#instants = new Set(entries.filter(([, { type }]) => type === 'DateTime').map(([name]) => name));
  }

  get rows(): number {
    return this.#rows;
  }

  get isFull(): boolean {
    return this.#rows === MOST_ROWS || this.#textBytes > MOST_TEXT_BYTES;
  }

  add(row: ExportedRow): void {
    for (const name in row) {
      const value = row[name];
      if (value !== undefined) this.#textBytes += this.#columns.get(name)?.set(this.#rows, value) ?? 0;
    }
    this.#rows += 1;
  }

  /**
   * The columns, each with its values as long as it is asked for them; null where there is none. Statistics let readers pass
   * over groups. They are worth their time and bytes for instants alone: calls come in the order of their starts, and in no
   * other order.
   */
  get columns(): Array<{
    readonly name: string;
    readonly statistics: boolean;
    readonly data: Array<unknown>;
  }> {
    const rows = this.#rows;
    return Array.from(this.#columns, ([name, column]) => ({
      name,
      statistics: this.#instants.has(name),
      get data() {
        return column.values(rows);
      },
    }));
  }

  clear(): void {
    for (const column of this.#columns.values()) column.clear();
    this.#rows = 0;
    this.#textBytes = 0;
  }
}

/** Of rows that have no value, nothing is set. */
interface GroupColumn {
  /** Says how many bytes more the heap holds, about. */
  set(row: number, value: unknown): number;
  /** Of the first rows; null where there is none. */
  values(rows: number): Array<unknown>;
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
      return new NumberColumn(() => new BigInt64Array(MOST_ROWS), ofTheLast(microseconds));
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

  values(rows: number): Array<unknown> {
    const values = new Array<unknown>(rows).fill(null);
    const numbers = this.#numbers;
    if (numbers === undefined) return values;
    for (let row = 0; row < rows; row += 1) {
      if (this.#isSet[row] === 1) values[row] = numbers[row];
    }
    return values;
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
  /** The place that was set last. Its value is the likeliest to come, and is recognized sooner than found. */
  #last = 0;

  set(row: number, value: unknown): number {
    this.#places ??= new Uint16Array(MOST_ROWS);
    const known = value === this.#values[this.#last] ? this.#last : this.#placeOf.get(value);
    const place = known ?? this.#values.length;
    this.#places[row] = place;
    this.#last = place;
    if (known !== undefined) return 0;
    this.#values.push(value);
    this.#placeOf.set(value, place);
    return BYTES_OF_A_PLACE + String(value).length;
  }

  values(rows: number): Array<unknown> {
    const values = new Array<unknown>(rows).fill(null);
    const places = this.#places;
    if (places === undefined) return values;
    for (let row = 0; row < rows; row += 1) values[row] = this.#values[places[row] ?? 0];
    return values;
  }

  clear(): void {
    this.#values.length = 1;
    this.#last = 0;
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

/** The same; what repeats from row to row, as most instants do, is converted once. */
function ofTheLast<Value, Result>(convert: (value: Value) => Result): (value: Value) => Result {
  let last: { readonly value: Value; readonly result: Result } | undefined;
  return (value) => {
    if (last === undefined || last.value !== value) last = { value, result: convert(value) };
    return last.result;
  };
}
