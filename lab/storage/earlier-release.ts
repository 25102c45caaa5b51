/** Rows where releases before 0.2.0 wrote them. Goes together with src/tables/former-partition.ts. */

import type { Cell, StoredRow } from '../../src/tables/cell.ts';
import type { TableName } from '../../src/tables/declarations/index.ts';

/** The tables whose rows stood elsewhere, or said so. */
export const CHANGED_TABLES = ['CallRecords', 'MediaStreams'] as const satisfies ReadonlyArray<TableName>;

const LAST_LAYOUT: Cell = { type: 'Int32', value: 2 };

/** The row where an earlier release wrote it: a day of streams stood in one partition. */
export function ofEarlierRelease(table: TableName, row: StoredRow): StoredRow {
  switch (table) {
    case 'CallRecords':
      return { ...row, cells: { ...row.cells, Layout: LAST_LAYOUT } };
    case 'MediaStreams':
      return { ...row, partitionKey: row.partitionKey.replace(/_[0-9a-f]$/, '') };
    default:
      return row;
  }
}
