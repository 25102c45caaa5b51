/** How much of a batch's 4 MiB a row takes: batches are measured as they travel, in JSON with its type annotations. */

import type { Cell, Row, RowKey } from './cell.ts';

/** A row to write, or the key of a row to delete. */
export type RowOrKey = RowKey & Partial<Pick<Row, 'cells'>>;

/** The longest value that has no content of its own to measure, in quotes: a DateTime or a GUID. */
const SHORT_VALUE_BYTES = 40;

/** `"":,"@odata.type":"Edm.DateTime",` around a value and, twice, its column's name. */
const CELL_SYNTAX_BYTES = 40;

/**
 * At most what a row adds to a batch: its keys in the URL and in the JSON, its cells with their type annotations.
 * Without the headers and the rest of the URL of its action, which are the same for all rows.
 */
export function sentBytes(row: RowOrKey): number {
  let bytes = keyBytes(row.partitionKey) + keyBytes(row.rowKey);
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

/** Fast path: text that JSON writes as it is, one byte for each character. */
const PLAIN_TEXT = /^[ !#-[\]-~]*$/;

function jsonBytes(text: string): number {
  return PLAIN_TEXT.test(text) ? text.length + 2 : Buffer.byteLength(JSON.stringify(text));
}
