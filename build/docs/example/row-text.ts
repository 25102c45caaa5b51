/** A stored row as text: one line for each column that has a value. */

import type { Cell, StoredRow } from '../../../src/tables/cell.ts';
import type { Column, TableDeclaration } from '../../../src/tables/table.ts';

/** Longer values are shortened to it. */
const LONGEST_VALUE = 90;

/** Bytes that are shown: the header of a gzip file, after which the compressor decides. */
const SHOWN_BYTES = 10;

const ELLIPSIS = '…';

/** Columns whose value follows from the version of zlib that the machine has. */
const NOT_THE_SAME_EVERYWHERE: ReadonlySet<string> = new Set(['DocumentBytes']);

export function rowText(
  { columns }: TableDeclaration<Readonly<Record<string, Column>>>,
  { partitionKey, rowKey, cells }: StoredRow,
): string {
  const values = Object.keys(columns).flatMap((name) => {
    const cell = cells[name];
    return cell === undefined || cell.value === '' ? [] : [[name, shown(name, cell)] as const];
  });
  const lines = [['PartitionKey', partitionKey] as const, ['RowKey', rowKey] as const, ...values];
  const width = Math.max(...lines.map(([name]) => name.length));
  return lines.map(([name, value]) => `${name.padEnd(width)}  ${value}`).join('\n');
}

function shown(name: string, { value }: Cell): string {
  if (NOT_THE_SAME_EVERYWHERE.has(name)) return ELLIPSIS;
  if (value instanceof Uint8Array) {
    return `${Buffer.from(value.subarray(0, SHOWN_BYTES))
      .toString('hex')
      .replace(/..(?!$)/g, '$& ')} ${ELLIPSIS}`;
  }
  const text = String(value);
  return text.length <= LONGEST_VALUE ? text : text.slice(0, LONGEST_VALUE - 1) + ELLIPSIS;
}
