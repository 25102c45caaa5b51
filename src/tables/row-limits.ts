/**
 * What Table Storage takes, checked before it is asked: the emulator does not check all of it, and the service's
 * own answer does not say which column was at fault.
 * https://learn.microsoft.com/rest/api/storageservices/understanding-the-table-service-data-model
 */

import { parseDateTime } from '../language/date-time.ts';
import { parseGuid } from '../language/identifiers.ts';
import type { Cell, Row, RowKey } from './cell.ts';
import { type RowOrKey, sentBytes } from './sent-size.ts';

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

/** What the rows of a batch may take of that: the headers and URLs of 100 actions are 40 KB, more on a long domain. */
const BATCH_BUDGET_BYTES = MAX_BATCH_BYTES - 128 * 1024;

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
  for (const [column, cell] of cells) {
    checkColumnName(column);
    checkCell(column, cell);
  }
  const bytes = rowBytes(row);
  if (bytes > MAX_ROW_BYTES - SAFETY_BYTES) {
    throw new UnstorableRow(undefined, `${bytes} bytes, at most ${MAX_ROW_BYTES - SAFETY_BYTES}`);
  }
}

/** Whether Table Storage would take the row as it is. */
export function isStorable(row: Row): boolean {
  try {
    checkRow(row);
    return true;
  } catch (error) {
    if (error instanceof UnstorableRow) return false;
    throw error;
  }
}

/** Bytes that a row takes, as the service counts them. */
export function rowBytes({ partitionKey, rowKey, cells }: Row): number {
  let bytes = ROW_OVERHEAD_BYTES + 2 * (partitionKey.length + rowKey.length);
  for (const [column, cell] of Object.entries(cells)) {
    bytes += COLUMN_OVERHEAD_BYTES + 2 * column.length + storedBytes(cell);
  }
  return bytes;
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

/** Throws UnstorableRow when no row can have this key. */
export function checkKey(key: RowKey): void {
  checkKeyPart('PartitionKey', key.partitionKey);
  checkKeyPart('RowKey', key.rowKey);
}

/** Whether a character may not stand in a key: `/ \\ # ?` and the control characters. */
export function isForbiddenInKeys(character: string): boolean {
  return FORBIDDEN_IN_KEYS.test(character);
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
/** The same for a row. */
const ROW_OVERHEAD_BYTES = 4;
/** Rows some bytes below the limit have been refused. */
const SAFETY_BYTES = 1020;
const LENGTH_PREFIX_BYTES = 4;

/** Operators add columns too, perhaps in lower case. */
const COLUMN_NAME = /^[\p{L}_][\p{L}\p{N}_]*$/u;

/** The service keeps the first three for itself, and the SDK the others: it cannot write columns that are called so. */
export const RESERVED_NAMES: ReadonlySet<string> = new Set([
  'PartitionKey',
  'RowKey',
  'Timestamp',
  'partitionKey',
  'rowKey',
  'timestamp',
  'etag',
  '__proto__',
]);

/** https://learn.microsoft.com/rest/api/storageservices/understanding-the-table-service-data-model#characters-disallowed-in-key-fields */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what keys must not hold.
const FORBIDDEN_IN_KEYS = /[\u0000-\u001f\u007f-\u009f/\\#?]/;

/** Fast path: our own format, on day 1 to 28. Every row has many date-times, and checking the calendar is slow. */
const SURE_DATE_TIME =
  /^(?:1[6-9]|[2-9]\d)\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{7}Z$/;

const INT32 = { min: -(2 ** 31), max: 2 ** 31 - 1 };
const INT64 = { min: -(2n ** 63n), max: 2n ** 63n - 1n };

function checkKeyPart(name: 'PartitionKey' | 'RowKey', value: string): void {
  if (value.length > MAX_KEY_LENGTH) {
    throw new UnstorableRow(name, `${value.length} characters, at most ${MAX_KEY_LENGTH}`);
  }
  if (!value.isWellFormed()) throw new UnstorableRow(name, 'a lone surrogate');
  const [forbidden] = FORBIDDEN_IN_KEYS.exec(value) ?? [];
  if (forbidden !== undefined) {
    const codePoint = forbidden.charCodeAt(0).toString(16).padStart(4, '0');
    throw new UnstorableRow(name, `U+${codePoint} is not allowed in keys`);
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
      return isDateTime(cell.value) && cell.value >= EARLIEST_DATE_TIME
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

function isDateTime(text: string): boolean {
  return SURE_DATE_TIME.test(text) || parseDateTime(text) === text;
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
