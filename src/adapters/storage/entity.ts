/** Rows as the SDK sends them and as the service answers with them. */

import type { TableEntity } from '@azure/data-tables';
import { parseDateTime } from '../../language/date-time.ts';
import type { Cell, Row, StoredRow } from '../../tables/cell.ts';
import { RESERVED_NAMES } from '../../tables/row-limits.ts';

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

/**
 * A row out of an entity as the service writes it, with minimal metadata. In that form texts, truth values, Int32 and
 * Doubles say no type, but for what doubleAnnotationPolicy adds.
 * https://learn.microsoft.com/rest/api/storageservices/payload-format-for-table-service-operations
 */
export function fromEntity(entity: Readonly<Record<string, unknown>>): StoredRow {
  const cells: Record<string, Cell> = {};
  for (const name in entity) {
    const value = entity[name];
    // A selected column that a row does not have comes back as null.
    if (value !== null && !RESERVED_NAMES.has(name) && !name.includes('odata.')) cells[name] = untyped(value);
  }
  for (const name in entity) {
    const column = columnTypedBy(name);
    if (column !== undefined && Object.hasOwn(cells, column))
      cells[column] = typed(entity[name], entity[column]);
  }
  const row = {
    partitionKey: text(entity.PartitionKey),
    rowKey: text(entity.RowKey),
    etag: text(entity['odata.etag']),
    cells,
  };
  const writtenAt = parseDateTime(entity.Timestamp);
  return writtenAt === undefined ? row : { ...row, writtenAt };
}

const TYPE_SUFFIX = '@odata.type';

/** Found once for each name: a new text would have to be looked up anew for each row. */
const columnsTypedBy = new Map<string, string | undefined>();

function columnTypedBy(name: string): string | undefined {
  const known = columnsTypedBy.get(name);
  if (known !== undefined || columnsTypedBy.has(name)) return known;
  const column = name.endsWith(TYPE_SUFFIX) ? name.slice(0, -TYPE_SUFFIX.length) : undefined;
  columnsTypedBy.set(name, column);
  return column;
}

function untyped(value: unknown): Cell {
  switch (typeof value) {
    case 'string':
      return { type: 'String', value };
    case 'boolean':
      return { type: 'Boolean', value };
    case 'number':
      return { type: Number.isSafeInteger(value) ? 'Int32' : 'Double', value };
    default:
      throw new TypeError(`an entity with a value that is ${typeof value}`);
  }
}

function typed(type: unknown, value: unknown): Cell {
  const wire = String(value);
  switch (type) {
    case 'Edm.Double':
      return { type: 'Double', value: Number(value) };
    case 'Edm.Int64':
      return { type: 'Int64', value: BigInt(wire) };
    case 'Edm.DateTime':
      // The service leaves out trailing zeros of the fraction.
      return { type: 'DateTime', value: parseDateTime(wire) ?? wire };
    case 'Edm.Guid':
      return { type: 'Guid', value: wire.toLowerCase() };
    case 'Edm.Binary':
      return { type: 'Binary', value: new Uint8Array(Buffer.from(wire, 'base64')) };
    default:
      return untyped(value);
  }
}

function text(value: unknown): string {
  if (typeof value !== 'string') throw new TypeError('an entity without its key or ETag');
  return value;
}
