/** Puts the cells of a row together and keeps the row within what Table Storage holds. */

import type { Cell, Row, RowKey } from '../cell.ts';
import type { GraphCells } from '../graph-cells.ts';
import { MAX_ROW_BYTES } from '../row-limits.ts';

/** What is left to keys, column names, OmittedColumns and the cells that are no text: at most 50 KiB of it is used. */
const RESERVED_BYTES = 128 * 1_024;

/** UTF-16 code units that all texts of a row from Graph may have together. */
export const MAX_ROW_TEXT_LENGTH = (MAX_ROW_BYTES - RESERVED_BYTES) / 2;

/**
 * A row of the cells that were read for it. When its texts are too long together, the longest are left out.
 * OmittedColumns names every column that is empty although Graph sent a value for it.
 */
export function composeRow(key: RowKey, read: GraphCells): Row {
  const tooLong = longestTexts(read.cells, read.textLength - MAX_ROW_TEXT_LENGTH);
  const omitted = [...read.omitted, ...tooLong];
  if (omitted.length === 0) return { ...key, cells: read.cells };
  const kept = Object.entries(read.cells).filter(([name]) => !tooLong.includes(name));
  const omittedColumns: Cell = { type: 'String', value: omitted.join(',') };
  return { ...key, cells: { ...Object.fromEntries(kept), OmittedColumns: omittedColumns } };
}

/** The columns of the longest texts that are `excess` code units together, or a little more. */
function longestTexts(cells: GraphCells['cells'], excess: number): ReadonlyArray<string> {
  if (excess <= 0) return [];
  const longestFirst = Object.entries(cells)
    .flatMap(([name, cell]) => (cell.type === 'String' ? [{ name, length: cell.value.length }] : []))
    .sort((a, b) => b.length - a.length);
  const columns: Array<string> = [];
  let left = excess;
  for (const { name, length } of longestFirst) {
    if (left <= 0) break;
    columns.push(name);
    left -= length;
  }
  return columns;
}
