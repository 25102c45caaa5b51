/** Rows that cannot be changed from outside: copied and frozen on their way in; bytes, which nothing can freeze, are copied again on their way out. */

import type { Cell, Row, StoredRow } from '../../tables/cell.ts';

/** A frozen copy of a row to write. */
export function toStored(
  row: Row,
  { etag, writtenAt }: Pick<StoredRow, 'etag' | 'writtenAt'>,
  previous?: StoredRow,
): StoredRow {
  const cells: Record<string, Cell> = { ...previous?.cells };
  for (const [column, cell] of Object.entries(row.cells)) cells[column] = Object.freeze(copyOf(cell));
  return Object.freeze({
    partitionKey: row.partitionKey,
    rowKey: row.rowKey,
    cells: Object.freeze(cells),
    etag,
    ...(writtenAt === undefined ? {} : { writtenAt }),
  });
}

/** A stored row as a caller gets it, with all columns or those selected. */
export function toRead(row: StoredRow, select?: ReadonlyArray<string>): StoredRow {
  if (select === undefined && !hasBytes(row)) return row;
  const cells: Record<string, Cell> = {};
  for (const column of select ?? Object.keys(row.cells)) {
    const cell = row.cells[column];
    if (cell !== undefined) cells[column] = cell.type === 'Binary' ? copyOf(cell) : cell;
  }
  const { partitionKey, rowKey, etag, writtenAt } = row;
  const read = { partitionKey, rowKey, cells, etag };
  return select === undefined && writtenAt !== undefined ? { ...read, writtenAt } : read;
}

function hasBytes({ cells }: StoredRow): boolean {
  for (const column in cells) if (cells[column]?.type === 'Binary') return true;
  return false;
}

function copyOf(cell: Cell): Cell {
  switch (cell.type) {
    case 'Binary':
      // Of the view alone: a Buffer would share its pool.
      return { type: 'Binary', value: new Uint8Array(cell.value) };
    case 'Double':
      // JSON, in which cells travel to the service, has no negative zero.
      return { type: 'Double', value: cell.value === 0 ? 0 : cell.value };
    default:
      return { ...cell };
  }
}
