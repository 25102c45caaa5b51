/**
 * What Table Storage takes, checked before it is asked: the emulator does not check all of it, and the service's
 * own answer does not say which column was at fault.
 * https://learn.microsoft.com/rest/api/storageservices/understanding-the-table-service-data-model
 */

import type { Cell, Row, RowKey } from './cell.ts';
import { parseDateTime } from './date-time.ts';
import { parseGuid } from './identifiers.ts';

/** Columns of a row: 255 properties less PartitionKey, RowKey and Timestamp. */
export const MAX_COLUMNS = 252;

/** Characters of a column's name. */
export const MAX_COLUMN_NAME_LENGTH = 255;

/** Bytes of one property: 64 KiB. */
export const MAX_CELL_BYTES = 64 * 1024;

/** UTF-16 code units of a String property, which is stored in two bytes each. */
export const MAX_STRING_LENGTH = MAX_CELL_BYTES / 2;

/** Bytes of one row with its keys and column names: 1 MiB. */
export const MAX_ROW_BYTES = 1024 * 1024;

/** UTF-16 code units of a PartitionKey, and of a RowKey: 1 KiB each. */
export const MAX_KEY_LENGTH = 512;

/** Actions of one batch. https://learn.microsoft.com/rest/api/storageservices/performing-entity-group-transactions */
export const MAX_BATCH_ROWS = 100;

/** Bytes of one batch as it travels, envelope included: 4 MiB. */
export const MAX_BATCH_BYTES = 4 * 1024 * 1024;

/** Edm.DateTime begins here; JavaScript and Graph know earlier years. */
export const EARLIEST_DATE_TIME = '1601-01-01T00:00:00.0000000Z';

/** A row or key that Table Storage would refuse. The message names the column and the limit, never the value. */
export class UnstorableRow extends Error {
  override readonly name = 'UnstorableRow';
  /** The column (or PartitionKey, RowKey) at fault; undefined when it is the row as a whole. */
  readonly column: string | undefined;

  constructor(column: string | undefined, problem: string) {
    super(column === undefined ? problem : `${column}: ${problem}`);
    this.column = column;
  }
}

/** Throws UnstorableRow when Table Storage would refuse the row, or keep another value than the one given. */
export function checkRow(row: Row): void {
  checkKey(row);
  const cells = Object.entries(row.cells);
  if (cells.length > MAX_COLUMNS) {
    throw new UnstorableRow(undefined, `${cells.length} columns, at most ${MAX_COLUMNS}`);
  }
  let bytes = ROW_OVERHEAD_BYTES + 2 * (row.partitionKey.length + row.rowKey.length);
  for (const [column, cell] of cells) {
    checkColumnName(column);
    checkCell(column, cell);
    bytes += COLUMN_OVERHEAD_BYTES + 2 * column.length + storedBytes(cell);
  }
  if (bytes > MAX_ROW_BYTES) throw new UnstorableRow(undefined, `${bytes} bytes, at most ${MAX_ROW_BYTES}`);
}

/** A batch that Table Storage would refuse whatever the table holds. */
export class UnstorableBatch extends Error {
  override readonly name = 'UnstorableBatch';
}

/**
 * Throws UnstorableBatch when these rows (or keys of rows to delete) cannot be one batch: 1 to 100 different rows of
 * one partition, 4 MiB in all; UnstorableRow when one of them cannot be stored at all.
 */
export function checkBatch(rows: ReadonlyArray<RowOrKey>): void {
  if (rows.length === 0) throw new UnstorableBatch('a batch without actions');
  if (rows.length > MAX_BATCH_ROWS) {
    throw new UnstorableBatch(`${rows.length} actions, at most ${MAX_BATCH_ROWS}`);
  }
  if (rows.some(({ partitionKey }) => partitionKey !== rows[0]?.partitionKey)) {
    throw new UnstorableBatch('rows of more than one partition');
  }
  if (new Set(rows.map(({ rowKey }) => rowKey)).size < rows.length) {
    throw new UnstorableBatch('two actions on one row');
  }
  let bytes = 0;
  for (const row of rows) {
    if (row.cells === undefined) checkKey(row);
    else checkRow({ ...row, cells: row.cells });
    bytes += sentBytes(row);
  }
  if (bytes > BATCH_BUDGET_BYTES) {
    throw new UnstorableBatch(`up to ${bytes} bytes to send, at most ${BATCH_BUDGET_BYTES}`);
  }
}

/** A row to write, or the key of a row to delete. */
export type RowOrKey = RowKey & Partial<Pick<Row, 'cells'>>;

/** Throws UnstorableRow when no row can have this key. */
export function checkKey(key: RowKey): void {
  checkKeyPart('PartitionKey', key.partitionKey);
  checkKeyPart('RowKey', key.rowKey);
}

/** Whether a character may not stand in a key: `/ \ # ?` and the control characters. */
export function isForbiddenInKeys(codePoint: number): boolean {
  return (
    codePoint <= 0x1f ||
    (codePoint >= 0x7f && codePoint <= 0x9f) ||
    codePoint === 0x23 ||
    codePoint === 0x2f ||
    codePoint === 0x3f ||
    codePoint === 0x5c
  );
}

/**
 * Splits rows (or keys of rows to delete), in order, into as few batches as the limits of a batch allow.
 * The rows must be of one partition and storable.
 */
export function inBatches<Item extends RowOrKey>(
  rows: ReadonlyArray<Item>,
): ReadonlyArray<ReadonlyArray<Item>> {
  const batches: Array<Array<Item>> = [];
  let batch: Array<Item> = [];
  let bytes = 0;
  for (const row of rows) {
    const rowBytes = sentBytes(row);
    if (batch.length === MAX_BATCH_ROWS || bytes + rowBytes > BATCH_BUDGET_BYTES) {
      batches.push(batch);
      batch = [];
      bytes = 0;
    }
    batch.push(row);
    bytes += rowBytes;
  }
  if (batch.length > 0) batches.push(batch);
  return batches;
}

/**
 * What the service counts for a column beside its content.
 * https://learn.microsoft.com/archive/blogs/avkashchauhan/how-the-size-of-an-entity-is-caclulated-in-windows-azure-table-storage
 */
const COLUMN_OVERHEAD_BYTES = 8;
/** Published there as 4, but rows some bytes below the limit have been refused: this is on the safe side. */
const ROW_OVERHEAD_BYTES = 1024;
const LENGTH_PREFIX_BYTES = 4;

/** Begins with a capital so that no column is mistaken for one of the SDK's own properties (etag, timestamp). */
const COLUMN_NAME = /^[A-Z][A-Za-z0-9_]*$/;
const RESERVED_NAMES: ReadonlySet<string> = new Set(['PartitionKey', 'RowKey', 'Timestamp']);

const INT32 = { min: -(2 ** 31), max: 2 ** 31 - 1 };
const INT64 = { min: -(2n ** 63n), max: 2n ** 63n - 1n };

function checkKeyPart(name: 'PartitionKey' | 'RowKey', value: string): void {
  if (value.length > MAX_KEY_LENGTH) {
    throw new UnstorableRow(name, `${value.length} characters, at most ${MAX_KEY_LENGTH}`);
  }
  if (!value.isWellFormed()) throw new UnstorableRow(name, 'a lone surrogate');
  for (const character of value) {
    const codePoint = character.codePointAt(0) ?? 0;
    if (isForbiddenInKeys(codePoint)) {
      throw new UnstorableRow(name, `U+${codePoint.toString(16).padStart(4, '0')} is not allowed in keys`);
    }
  }
}

function checkColumnName(column: string): void {
  if (!COLUMN_NAME.test(column) || RESERVED_NAMES.has(column) || column.length > MAX_COLUMN_NAME_LENGTH) {
    throw new UnstorableRow(column, 'not a name for a column');
  }
}

function checkCell(column: string, cell: Cell): void {
  const problem = problemOf(cell);
  if (problem !== undefined) throw new UnstorableRow(column, problem);
}

function problemOf(cell: Cell): string | undefined {
  switch (cell.type) {
    case 'String':
      if (typeof cell.value !== 'string') return 'not a string';
      if (cell.value.length > MAX_STRING_LENGTH) {
        return `${cell.value.length} characters, at most ${MAX_STRING_LENGTH}`;
      }
      return cell.value.isWellFormed() ? undefined : 'a lone surrogate, which has no UTF-8';
    case 'Boolean':
      return typeof cell.value === 'boolean' ? undefined : 'not a boolean';
    case 'Int32':
      return Number.isInteger(cell.value) && cell.value >= INT32.min && cell.value <= INT32.max
        ? undefined
        : 'not an integer of 32 bits';
    case 'Int64':
      return typeof cell.value === 'bigint' && cell.value >= INT64.min && cell.value <= INT64.max
        ? undefined
        : 'not a bigint of 64 bits';
    case 'Double':
      return typeof cell.value === 'number' ? undefined : 'not a number';
    case 'DateTime':
      return parseDateTime(cell.value) === cell.value && cell.value >= EARLIEST_DATE_TIME
        ? undefined
        : 'not yyyy-MM-ddTHH:mm:ss.fffffffZ of the years 1601 to 9999';
    case 'Guid':
      return parseGuid(cell.value) === cell.value ? undefined : 'not a GUID in lower case';
    case 'Binary':
      if (!(cell.value instanceof Uint8Array)) return 'not bytes';
      return cell.value.byteLength > MAX_CELL_BYTES
        ? `${cell.value.byteLength} bytes, at most ${MAX_CELL_BYTES}`
        : undefined;
    default:
      return `no EDM type ${JSON.stringify((cell as { type?: unknown }).type)}`;
  }
}

function storedBytes(cell: Cell): number {
  switch (cell.type) {
    case 'String':
      return LENGTH_PREFIX_BYTES + 2 * cell.value.length;
    case 'Binary':
      return LENGTH_PREFIX_BYTES + cell.value.byteLength;
    case 'Boolean':
      return 1;
    case 'Int32':
      return 4;
    case 'Int64':
    case 'Double':
    case 'DateTime':
      return 8;
    case 'Guid':
      return 16;
  }
}

/** Room for the batch's own envelope and for URLs that are longer than assumed. */
const BATCH_BUDGET_BYTES = MAX_BATCH_BYTES - 128 * 1024;

/** One action's multipart headers and URL without the keys: 420 bytes measured, a custom domain's name is longer. */
const ACTION_OVERHEAD_BYTES = 1024;

/** The longest value that has no content of its own to measure, in quotes: a DateTime or a GUID. */
const SHORT_VALUE_BYTES = 40;

/** `"":,"@odata.type":"Edm.DateTime",` around a value and, twice, its column's name. */
const CELL_SYNTAX_BYTES = 40;

/** At most what a row adds to a batch: its keys in the URL and in the JSON, its cells with their type annotations. */
function sentBytes(row: RowOrKey): number {
  let bytes = ACTION_OVERHEAD_BYTES + keyBytes(row.partitionKey) + keyBytes(row.rowKey);
  for (const [column, cell] of Object.entries(row.cells ?? {})) {
    bytes += CELL_SYNTAX_BYTES + 2 * column.length + sentCellBytes(cell);
  }
  return bytes;
}

function keyBytes(key: string): number {
  // A quote is doubled inside the quotes of an OData literal.
  return encodeURIComponent(key.replaceAll("'", "''")).length + jsonBytes(key);
}

function sentCellBytes(cell: Cell): number {
  switch (cell.type) {
    case 'String':
      return jsonBytes(cell.value);
    case 'Binary':
      return 4 * Math.ceil(cell.value.byteLength / 3);
    default:
      return SHORT_VALUE_BYTES;
  }
}

/** Most texts are short and need no exact measure: a control character becomes six bytes (`\u0001`), no other more. */
const SHORT_TEXT_LENGTH = 100;

function jsonBytes(text: string): number {
  if (text.length <= SHORT_TEXT_LENGTH) return 6 * text.length + 2;
  return Buffer.byteLength(JSON.stringify(text));
}
