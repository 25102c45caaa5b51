/** Whether a row meets a condition of a query. */

import type { AnyOf, Condition } from '../../ports/storage.ts';
import type { Cell, Row } from '../../tables/cell.ts';

/** Whether one of several holds, or the one. */
export function meets(row: Row, condition: Condition | AnyOf): boolean {
  return 'anyOf' in condition ? condition.anyOf.some((one) => holds(row, one)) : holds(row, condition);
}

/** A row without the column, or with another type in it, does not match, not even `ne`. */
function holds(row: Row, { column, is, cell }: Condition): boolean {
  const stored = row.cells[column];
  if (stored === undefined || stored.type !== cell.type) return false;
  const order = compare(stored, cell);
  switch (is) {
    case 'eq':
      return order === 0;
    case 'ne':
      return order !== 0;
    case 'lt':
      return order < 0;
    case 'le':
      return order <= 0;
    case 'gt':
      return order > 0;
    case 'ge':
      return order >= 0;
  }
}

/** NaN when the values have no order, which fails every comparison but `ne`. */
function compare(a: Cell, b: Cell): number {
  if (a.type === 'Binary' && b.type === 'Binary') return Buffer.compare(a.value, b.value);
  if (a.value === b.value) return 0;
  if (a.value < b.value) return -1;
  return a.value > b.value ? 1 : Number.NaN;
}
