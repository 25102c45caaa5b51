/** Cells as they stand, whatever users have typed into them. */

import { type DateTime, parseDateTime } from '../language/date-time.ts';
import type { StoredRow } from './cell.ts';

/** A cell as text; empty when there is none. */
export function textIn({ cells }: StoredRow, column: string): string {
  const value = cells[column]?.value;
  return value === undefined ? '' : String(value);
}

/** A cell as an instant; undefined when it holds none. */
export function timeIn({ cells }: StoredRow, column: string): DateTime | undefined {
  return parseDateTime(cells[column]?.value);
}
