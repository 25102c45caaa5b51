/** A query in the filter language of Table Storage. */

import type { Condition, PartitionsQuery, RowQuery } from '../../ports/storage.ts';
import type { Cell } from '../../tables/cell.ts';
import { keyAfterPrefix } from './key-range.ts';

/** Comparisons in one filter. https://learn.microsoft.com/rest/api/storageservices/querying-tables-and-entities */
const MAX_COMPARISONS = 15;

/** The OData filter of a query. Throws RangeError when it needs more comparisons than the service takes. */
export function filterOf(query: RowQuery): string {
  const { where = [] } = query;
  const comparisons = [
    `PartitionKey eq ${quoted(query.partitionKey)}`,
    ...rowKeyBounds(query),
    ...where.map((one) => ('anyOf' in one ? `(${one.anyOf.map(comparison).join(' or ')})` : comparison(one))),
  ];
  const alternatives = where.flatMap((one) => ('anyOf' in one ? one.anyOf.slice(1) : []));
  const count = comparisons.length + alternatives.length;
  if (count > MAX_COMPARISONS) {
    throw new RangeError(`${count} comparisons in one query, at most ${MAX_COMPARISONS}`);
  }
  return comparisons.join(' and ');
}

function comparison({ column, is, cell }: Condition): string {
  return `${column} ${is} ${literal(cell)}`;
}

/** The OData filter of a query over several partitions. */
export function partitionsFilterOf({
  partitionKeyFrom,
  partitionKeyBefore,
  rowKey,
}: PartitionsQuery): string {
  const partitions = `PartitionKey ge ${quoted(partitionKeyFrom)} and PartitionKey lt ${quoted(partitionKeyBefore)}`;
  return rowKey === undefined ? partitions : `${partitions} and RowKey eq ${quoted(rowKey)}`;
}

function rowKeyBounds({ rowKeyPrefix = '', rowKeyFrom, rowKeyBefore }: RowQuery): ReadonlyArray<string> {
  const bounds: Array<string> = [];
  if (rowKeyPrefix !== '') bounds.push(`RowKey ge ${quoted(rowKeyPrefix)}`);
  const afterPrefix = keyAfterPrefix(rowKeyPrefix);
  if (afterPrefix !== undefined) bounds.push(`RowKey lt ${quoted(afterPrefix)}`);
  if (rowKeyFrom !== undefined) bounds.push(`RowKey ge ${quoted(rowKeyFrom)}`);
  if (rowKeyBefore !== undefined) bounds.push(`RowKey lt ${quoted(rowKeyBefore)}`);
  return bounds;
}

/** A quote inside a literal is written twice; nothing else has a meaning there. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** The type of a literal decides how the service compares: `1` and `1L` are not the same. */
function literal(cell: Cell): string {
  switch (cell.type) {
    case 'String':
      return quoted(cell.value);
    case 'Boolean':
    case 'Int32':
      return String(cell.value);
    case 'Int64':
      return `${cell.value}L`;
    case 'Double':
      return doubleLiteral(cell.value);
    case 'DateTime':
      return `datetime'${cell.value}'`;
    case 'Guid':
      return `guid'${cell.value}'`;
    case 'Binary':
      return `X'${Buffer.from(cell.value).toString('hex')}'`;
  }
}

function doubleLiteral(value: number): string {
  if (!Number.isFinite(value)) throw new RangeError(`${value} has no literal in a filter`);
  const text = String(value);
  return /^-?\d+$/.test(text) ? `${text}.0` : text;
}
