/** Puts the cells of a row together and keeps the row within what Table Storage holds. */

import type { Cell, Row, RowKey } from '../cell.ts';
import type { GraphCells } from '../graph-cells.ts';
import { MAX_ROW_BYTES } from '../row-limits.ts';

/** What is left to keys, column names, OmittedColumns and the cells that are no text: at most 50 KiB of it is used. */
const RESERVED_BYTES = 128 * 1_024;

/** UTF-16 code units that all texts of a row from Graph may have together. */
export const MAX_ROW_TEXT_LENGTH = (MAX_ROW_BYTES - RESERVED_BYTES) / 2;

/** Layers of cells as one: what many rows share is put together once. */
export function layered(outer: GraphCells, inner: GraphCells): GraphCells {
  return {
    cells: { ...outer.cells, ...inner.cells },
    omitted: [...outer.omitted, ...inner.omitted],
    textLength: outer.textLength + inner.textLength,
  };
}

const nothing: GraphCells = { cells: {}, omitted: [], textLength: 0 };

/**
 * A row of the program's own cells, of what it shares with its siblings, and of what it alone has. When its texts
 * are too long together, the longest are left out.
 * OmittedColumns names every column that is empty although Graph sent a value for it.
 */
export function composeRow(
  key: RowKey,
  own: Readonly<Record<string, Cell>>,
  shared: GraphCells,
  read: GraphCells = nothing,
): Row {
  // One spread: copying the two hundred cells of a media stream twice would halve the speed.
  const cells: Record<string, Cell> = { ...shared.cells, ...read.cells, ...own };
  const excess = shared.textLength + read.textLength - MAX_ROW_TEXT_LENGTH;
  const omitted = [...shared.omitted, ...read.omitted, ...removeLongestTexts(cells, excess)];
  if (omitted.length > 0) cells.OmittedColumns = { type: 'String', value: omitted.join(',') };
  return { ...key, cells };
}

/** Removes the longest texts until `excess` code units are gone; returns the columns they stood in. */
function removeLongestTexts(cells: Record<string, Cell>, excess: number): ReadonlyArray<string> {
  if (excess <= 0) return [];
  const longestFirst = Object.entries(cells)
    .flatMap(([name, cell]) => (cell.type === 'String' ? [{ name, length: cell.value.length }] : []))
    .sort((a, b) => b.length - a.length);
  const removed: Array<string> = [];
  let left = excess;
  for (const { name, length } of longestFirst) {
    if (left <= 0) break;
    delete cells[name];
    removed.push(name);
    left -= length;
  }
  return removed;
}
