/** Puts the cells of a row together and keeps the row within what Table Storage holds. */

import type { Cell, Row, RowKey } from '../cell.ts';
import type { GraphCells } from '../graph-cells.ts';

/**
 * UTF-16 code units of all texts of a row: 900 KiB. The rest of the 1 MiB that a row may have is left to keys,
 * names and the cells that are no text, which is never more than 40 KiB.
 * https://learn.microsoft.com/rest/api/storageservices/understanding-the-table-service-data-model#property-limitations
 */
export const MAX_ROW_TEXT_LENGTH = 450 * 1_024;

/**
 * A row of its own cells and of layers read from Graph. When its texts are too long together, the longest are left
 * out. OmittedColumns names every column that is empty although Graph sent a value for it.
 */
export function composeRow(
  key: RowKey,
  own: Readonly<Record<string, Cell>>,
  layers: ReadonlyArray<GraphCells>,
): Row {
  const cells: Record<string, Cell> = Object.assign({}, ...layers.map((layer) => layer.cells), own);
  const textLength = layers.reduce((total, layer) => total + layer.textLength, 0);
  const omitted = [
    ...layers.flatMap((layer) => layer.omitted),
    ...removeLongestTexts(cells, textLength - MAX_ROW_TEXT_LENGTH),
  ];
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
