import { beforeEach, describe, expect, test } from 'vitest';
import type { Table } from '../../src/ports/storage.ts';
import type { Cell, Row } from '../../src/tables/cell.ts';
import { UnstorableRow } from '../../src/tables/row-limits.ts';
import { all, row, text } from './rows.ts';
import { tablesUnderTest } from './storages.ts';

/** 8 bytes a column, two for each character of its name, and 4 before the value's bytes. */
const WIDE_CELL_BYTES = 8 + 2 * 'C00'.length + 4 + 65_536;

/** What is left of 1 MiB beside fifteen wide cells, 1 KiB for the row and its keys `partition` and `wide`. */
const REMAINDER =
  1_048_576 - 15 * WIDE_CELL_BYTES - 1_024 - 2 * 'partitionwide'.length - (8 + 2 * 'Rest'.length + 4);

const LARGEST_ROWS: ReadonlyArray<readonly [string, Row]> = [
  ['252 columns', row('columns', columns(252))],
  ['a name of 255 characters', row('name', { ['C'.repeat(255)]: text('') })],
  ['32,768 characters in a column', row('characters', { Text: text('x'.repeat(32_768)) })],
  ['64 KiB in a column', row('bytes', { Bytes: bytes(65_536) })],
  ['1 MiB in all', row('wide', { ...wide(15), Rest: bytes(REMAINDER) })],
  ['512 characters in its key', row('k'.repeat(512))],
];

const IMPOSSIBLE_ROWS: ReadonlyArray<readonly [string, Row, string | undefined]> = [
  ['253 columns', row('a', columns(253)), undefined],
  ['a name of 256 characters', row('a', { ['C'.repeat(256)]: text('') }), 'C'.repeat(256)],
  ['32,769 characters in a column', row('a', { Text: text('x'.repeat(32_769)) }), 'Text'],
  ['16,385 emoji in a column', row('a', { Text: text('👋'.repeat(16_385)) }), 'Text'],
  ['more than 64 KiB in a column', row('a', { Bytes: bytes(65_537) }), 'Bytes'],
  ['more than 1 MiB in all', row('wide', { ...wide(15), Rest: bytes(REMAINDER + 1) }), undefined],
  ['513 characters in its key', row('k'.repeat(513)), 'RowKey'],
  ['a lone surrogate', row('a', { Text: text('\ud83d') }), 'Text'],
  ['a fraction as Int32', row('a', { Number: { type: 'Int32', value: 0.5 } }), 'Number'],
  ['NaN as Int32', row('a', { Number: { type: 'Int32', value: Number.NaN } }), 'Number'],
  ['2^31 as Int32', row('a', { Number: { type: 'Int32', value: 2 ** 31 } }), 'Number'],
  ['2^63 as Int64', row('a', { Number: { type: 'Int64', value: 2n ** 63n } }), 'Number'],
  ['a number as Int64', row('a', { Number: mistyped('Int64', 1) }), 'Number'],
  ['a string as Double', row('a', { Number: mistyped('Double', '1') }), 'Number'],
  ['a string as Boolean', row('a', { Flag: mistyped('Boolean', 'true') }), 'Flag'],
  ['null as String', row('a', { Text: mistyped('String', null) }), 'Text'],
  ['text as Binary', row('a', { Bytes: mistyped('Binary', 'AA==') }), 'Bytes'],
  ['an unknown type', row('a', { Text: mistyped('Single', 1) }), 'Text'],
  ['a date before 1601', row('a', { At: dateTime('0001-01-01T00:00:00.0000000Z') }), 'At'],
  ['a date without its fraction', row('a', { At: dateTime('2026-11-23T09:00:00Z') }), 'At'],
  ['30 February', row('a', { At: dateTime('2026-02-30T09:00:00.0000000Z') }), 'At'],
  ['a GUID in upper case', row('a', { Id: guid('3F2504E0-4F89-11D3-9A0C-0305E82C3301') }), 'Id'],
  ['a GUID in braces', row('a', { Id: guid('{3f2504e0-4f89-11d3-9a0c-0305e82c3301}') }), 'Id'],
  ['a column named Timestamp', row('a', { Timestamp: text('') }), 'Timestamp'],
  ['a column named PartitionKey', row('a', { PartitionKey: text('') }), 'PartitionKey'],
  ["a column named as one of the SDK's own", row('a', { etag: text('') }), 'etag'],
  ['a column named with a blank', row('a', { 'My column': text('') }), 'My column'],
];

describe.each(tablesUnderTest)('a table $name', ({ create }) => {
  let table: Table;
  beforeEach(async () => {
    table = (await create()).table('CallRecords');
  });

  test.each(LARGEST_ROWS)('keeps a row with %s', async (_, largest) => {
    await table.insert(largest);
    expect(await table.get(largest)).toMatchObject(largest);
    expect(await all(table)).toMatchObject([largest]);
  });

  test.each(IMPOSSIBLE_ROWS)(
    'refuses a row with %s before asking the service',
    async (_, impossible, column) => {
      const refusal = await table.insert(impossible).catch((error: unknown) => error);
      expect(refusal).toBeInstanceOf(UnstorableRow);
      expect(refusal).toHaveProperty('column', column);
      await expect(table.replace(impossible, '*')).rejects.toBeInstanceOf(UnstorableRow);
      await expect(table.upsert(impossible)).rejects.toBeInstanceOf(UnstorableRow);
      await expect(table.merge(impossible)).rejects.toBeInstanceOf(UnstorableRow);
      await expect(table.batch([{ kind: 'upsert', row: impossible }])).rejects.toBeInstanceOf(UnstorableRow);
      expect(await all(table)).toEqual([]);
    },
  );
});

function columns(count: number): Record<string, Cell> {
  return Object.fromEntries(Array.from({ length: count }, (_, n) => [`C${n}`, text(`${n}`)]));
}

function wide(count: number): Record<string, Cell> {
  return Object.fromEntries(
    Array.from({ length: count }, (_, n) => [`C${String(n).padStart(2, '0')}`, bytes(65_536)]),
  );
}

function bytes(length: number): Cell {
  return { type: 'Binary', value: new Uint8Array(length).fill(0xa5) };
}

function dateTime(value: string): Cell {
  return { type: 'DateTime', value };
}

function guid(value: string): Cell {
  return { type: 'Guid', value };
}

/** What a program without types could pass. */
function mistyped(type: string, value: unknown): Cell {
  return { type, value } as unknown as Cell;
}
