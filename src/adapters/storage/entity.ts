/** Rows as the SDK sends and receives them: every value with its EDM type, none converted. */

import type { TableEntity } from '@azure/data-tables';
import { type DateTime, parseDateTime } from '../../language/date-time.ts';
import type { Cell, Row, StoredRow } from '../../tables/cell.ts';

/**
 * An entity whose values all say their type, because the SDK would write a whole Double as Int32. They stand in the order
 * of these columns, and what is none of them behind: who looks into a table may see them so.
 */
export function toEntity({ partitionKey, rowKey, cells }: Row, columns: ReadonlyArray<string>): TableEntity {
  const entity: TableEntity = { partitionKey, rowKey };
  for (const column of columns) {
    const cell = cells[column];
    if (cell !== undefined) entity[column] = { type: cell.type, value: toWire(cell) };
  }
  for (const column in cells) {
    const cell = cells[column];
    if (cell !== undefined && !Object.hasOwn(entity, column))
      entity[column] = { type: cell.type, value: toWire(cell) };
  }
  return entity;
}

/** JSON has no NaN and no infinities: the service takes their names. Int64 and Binary travel as text. */
function toWire(cell: Cell): string | number | boolean {
  switch (cell.type) {
    case 'Double':
      return Number.isFinite(cell.value) ? cell.value : String(cell.value);
    case 'Int64':
      return cell.value.toString();
    case 'Binary':
      // From the view's own bounds: its buffer may be larger than the view.
      return Buffer.from(cell.value.buffer, cell.value.byteOffset, cell.value.byteLength).toString('base64');
    default:
      return cell.value;
  }
}

/** A row out of an entity that was read without type conversion. */
export function fromEntity(entity: Readonly<Record<string, unknown>>): StoredRow {
  const cells: Record<string, Cell> = {};
  for (const column in entity) {
    const property = entity[column];
    // A selected column that a row does not have comes back as null.
    if (property === null || NOT_A_COLUMN.has(column) || column.startsWith('odata.')) continue;
    cells[column] = fromWire(property as WireValue);
  }
  const row = {
    partitionKey: text(entity.partitionKey),
    rowKey: text(entity.rowKey),
    etag: text(entity.etag),
    cells,
  };
  const writtenAt = timestampOf(entity);
  return writtenAt === undefined ? row : { ...row, writtenAt };
}

const NOT_A_COLUMN: ReadonlySet<string> = new Set(['partitionKey', 'rowKey', 'etag', 'timestamp']);

interface WireValue {
  readonly type: Cell['type'];
  readonly value: unknown;
}

function fromWire(property: WireValue): Cell {
  const { type, value } = property;
  // Most are texts, and have the form of a cell already.
  if (type === 'String' && typeof value === 'string') return property as Cell;
  const wire = String(value);
  switch (type) {
    case 'String':
      return { type, value: wire };
    case 'Boolean':
      return { type, value: wire === 'true' };
    case 'Int32':
    case 'Double':
      return { type, value: Number(value) };
    case 'Int64':
      return { type, value: BigInt(wire) };
    case 'DateTime':
      // The service leaves out trailing zeros of the fraction.
      return { type, value: parseDateTime(wire) ?? wire };
    case 'Guid':
      return { type, value: wire.toLowerCase() };
    case 'Binary':
      return { type, value: new Uint8Array(Buffer.from(wire, 'base64')) };
  }
}

function timestampOf({ timestamp }: Readonly<Record<string, unknown>>): DateTime | undefined {
  const isTyped = typeof timestamp === 'object' && timestamp !== null && 'value' in timestamp;
  return parseDateTime(isTyped ? timestamp.value : timestamp);
}

function text(value: unknown): string {
  if (typeof value !== 'string') throw new TypeError('an entity without its key or ETag');
  return value;
}
