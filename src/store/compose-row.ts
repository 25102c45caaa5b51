/** Puts the cells of a row together and keeps the row within what Table Storage holds. */

import type { Cell, Row, RowKey } from '../tables/cell.ts';
import type { GraphCells } from '../tables/graph-cells.ts';
import { MAX_ROW_BYTES } from '../tables/row-limits.ts';

/** What is left to keys, column names, OmittedColumns and the cells that are not text: at most 50 KiB of it is used. */
const RESERVED_BYTES = 128 * 1_024;

const MAX_ROW_TEXT_BYTES = MAX_ROW_BYTES - RESERVED_BYTES;

/** UTF-16 code units that all texts of a row from Graph may have together; fewer where they are not plain ASCII. */
export const MAX_ROW_TEXT_LENGTH = MAX_ROW_TEXT_BYTES / 2;

/**
 * A row of the cells that were read for it. When its texts are too long together, the longest are left out.
 * OmittedColumns names every column that is empty although Graph sent a value for it.
 */
export function composeRow(key: RowKey, read: GraphCells): Row {
  const tooLong = read.textLength * MOST_UNIT_BYTES > MAX_ROW_TEXT_BYTES ? tooLongTexts(read.cells) : [];
  const omitted = [...read.omitted, ...tooLong];
  if (omitted.length === 0) return { ...key, cells: read.cells };
  const kept = Object.entries(read.cells).filter(([name]) => !tooLong.includes(name));
  const omittedColumns: Cell = { type: 'String', value: omitted.join(',') };
  return { ...key, cells: { ...Object.fromEntries(kept), OmittedColumns: omittedColumns } };
}

/** The columns of the longest texts, as many as must go for the others to fit. */
function tooLongTexts(cells: GraphCells['cells']): ReadonlyArray<string> {
  const longestFirst = Object.entries(cells)
    .flatMap(([name, cell]) => (cell.type === 'String' ? [{ name, bytes: textBytes(cell.value) }] : []))
    .sort((a, b) => b.bytes - a.bytes);
  const columns: Array<string> = [];
  let excess = longestFirst.reduce((total, { bytes }) => total + bytes, -MAX_ROW_TEXT_BYTES);
  for (const { name, bytes } of longestFirst) {
    if (excess <= 0) break;
    columns.push(name);
    excess -= bytes;
  }
  return columns;
}

const BEYOND_ASCII = /[\u0080-\uffff]/g;

/** A code unit as a JSON escape, `\u4f1a`. */
const MOST_UNIT_BYTES = 6;

/** Stored, a code unit takes two bytes. The emulator measures a row as it travels, where it may take an escape. */
function textBytes(text: string): number {
  const stored = 2 * text.length;
  const beyondAscii = text.match(BEYOND_ASCII)?.length ?? 0;
  return Math.max(stored, JSON.stringify(text).length + beyondAscii * (MOST_UNIT_BYTES - 1));
}
