/** Changes a row that operators may have added columns to. */

import type { Cell, Row, StoredRow } from '../tables/cell.ts';
import { isStorable } from '../tables/row-limits.ts';
import { type Column, type TableDeclaration, undeclaredCells } from '../tables/table.ts';

/**
 * The row with its other cells as they are, and these changed. If there is no room for all of them, the columns that
 * the declaration does not know go: a note must not keep a row from being worked on.
 */
export function changedRow(
  table: TableDeclaration<Readonly<Record<string, Column>>>,
  { partitionKey, rowKey, ...before }: Pick<StoredRow, 'partitionKey' | 'rowKey' | 'cells'>,
  changes: Readonly<Record<string, Cell>>,
): Row {
  const whole = { partitionKey, rowKey, cells: { ...before.cells, ...changes } };
  if (isStorable(whole)) return whole;
  const notes = new Set(Object.keys(undeclaredCells(table, whole)));
  const declared = Object.entries(whole.cells).filter(([name]) => !notes.has(name));
  return { partitionKey, rowKey, cells: Object.fromEntries(declared) };
}
