import { beforeEach, describe, expect, test } from 'vitest';
import type { Condition, Table } from '../../src/ports/storage.ts';
import type { Row } from '../../src/tables/cell.ts';
import { inBatches } from '../../src/tables/row-limits.ts';
import { all, int32, keysOf, PARTITION, row, text } from './rows.ts';
import { tablesUnderTest } from './storages.ts';

describe.each(tablesUnderTest)('a query $name', ({ create }) => {
  let table: Table;
  beforeEach(async () => {
    table = (await create()).table('CallRecords');
  });

  test('gives nothing for an empty table, partition or range', async () => {
    expect(await all(table)).toEqual([]);
    await table.upsert(row('a'));
    expect(await all(table, { partitionKey: 'another' })).toEqual([]);
    expect(await all(table, { rowKeyPrefix: 'b' })).toEqual([]);
    expect(await all(table, { rowKeyBefore: 'a' })).toEqual([]);
  });

  test('gives only rows of its partition', async () => {
    await table.upsert(row('a'));
    await table.upsert({ ...row('b'), partitionKey: `${PARTITION}2` });
    await table.upsert({ ...row('c'), partitionKey: PARTITION.toUpperCase() });
    expect(await keysOf(table)).toEqual(['a']);
  });

  test.each([
    { prefix: '', finds: ['', 'A', 'a', 'a/'.slice(0, 1), 'aa', 'b'] },
    { prefix: 'a', finds: ['a', 'a!', 'aa', 'a\uffff', 'a👋'], misses: ['', 'A', '`', 'b', 'ä'] },
    { prefix: "O'", finds: ["O'", "O'Neill", "O''"], misses: ['O', 'O(', 'ONeill'] },
    { prefix: 't_v1', finds: ['t_v1', 't_v1r0', 't_v10', 't_v1~'], misses: ['t_v', 't_v0', 't_v2', 't'] },
    { prefix: 'a.', finds: ['a.', 'a.b', 'a.\uffff'], misses: ['a-', 'a0', 'a'] },
    { prefix: 'a~', finds: ['a~', 'a~~', 'a~\u00a0'], misses: ['a}', 'a\u00a0', 'b'] },
    { prefix: 'a"', finds: ['a"', 'a"b'], misses: ['a!', 'a$', 'a%'] },
    { prefix: 'a>', finds: ['a>', 'a>b'], misses: ['a=', 'a@'] },
    { prefix: 'a[', finds: ['a[', 'a[b'], misses: ['aZ', 'a]'] },
    { prefix: '\ud7ff', finds: ['\ud7ff', '\ud7ffb'], misses: ['\ud7fe', '\ud800\udc00', '\ue000'] },
    { prefix: '👋', finds: ['👋', '👋🏽', '👋\uffff'], misses: ['👊', '👌', '\ue000', '\ud7ff'] },
    {
      prefix: '\ud83d\udfff',
      finds: ['\ud83d\udfff', '\ud83d\udfffz'],
      misses: ['\ud83e\udc00', '\ud83d\udffe'],
    },
    {
      prefix: '\udbff\udfff',
      finds: ['\udbff\udfff', '\udbff\udfffz'],
      misses: ['\udbff\udffe', '\ue000', '\uff5e'],
    },
    { prefix: 'a\uffff', finds: ['a\uffff', 'a\uffffz', 'a\uffff\uffff'], misses: ['a\ufffd', 'b', 'a'] },
    { prefix: '\uffff', finds: ['\uffff', '\uffffz', '\uffff\uffff'], misses: ['\ufffd', 'a'] },
  ])(
    'by the prefix $prefix finds all keys that begin with it and no other',
    async ({ prefix, finds, misses = [] }) => {
      const keys = [...new Set([...finds, ...misses])];
      await table.batch(keys.map((key) => ({ kind: 'upsert', row: row(key) })));
      const inOrder = [...new Set(finds)].sort((a, b) => (a < b ? -1 : 1));
      expect(await keysOf(table, { rowKeyPrefix: prefix })).toEqual(inOrder);
    },
  );

  test('gives the rows before a bound, alone and within a prefix', async () => {
    const keys = ['a_1', 'a_2', "a_2'", 'a_3', 'b_1', 'b_2'];
    await table.batch(keys.map((key) => ({ kind: 'upsert', row: row(key) })));
    expect(await keysOf(table, { rowKeyBefore: 'b_1' })).toEqual(['a_1', 'a_2', "a_2'", 'a_3']);
    expect(await keysOf(table, { rowKeyBefore: "a_2'" })).toEqual(['a_1', 'a_2']);
    expect(await keysOf(table, { rowKeyPrefix: 'a_', rowKeyBefore: 'a_2' })).toEqual(['a_1']);
    expect(await keysOf(table, { rowKeyFrom: "a_2'" })).toEqual(["a_2'", 'a_3', 'b_1', 'b_2']);
    expect(await keysOf(table, { rowKeyFrom: 'a_21' })).toEqual(['a_3', 'b_1', 'b_2']);
    expect(await keysOf(table, { rowKeyPrefix: 'a_', rowKeyFrom: 'a_3' })).toEqual(['a_3']);
    expect(await keysOf(table, { rowKeyPrefix: 'a_', rowKeyFrom: 'a' })).toEqual([
      'a_1',
      'a_2',
      "a_2'",
      'a_3',
    ]);
    expect(await keysOf(table, { rowKeyPrefix: 'a_', rowKeyFrom: 'b' })).toEqual([]);
    expect(await keysOf(table, { rowKeyFrom: 'a_2', rowKeyBefore: 'b' })).toEqual(['a_2', "a_2'", 'a_3']);
    expect(await keysOf(table, { rowKeyPrefix: 'b_', rowKeyBefore: 'z' })).toEqual(['b_1', 'b_2']);
    expect(await keysOf(table, { rowKeyPrefix: 'b_', rowKeyBefore: 'a' })).toEqual([]);
  });

  test('gives all rows past 1,000, in order, in pages of at most 1,000', async () => {
    const rows = await fill(table, 2_345);
    const pages: Array<number> = [];
    const keys: Array<string> = [];
    for await (const page of table.query({ partitionKey: PARTITION })) {
      pages.push(page.length);
      keys.push(...page.map(({ rowKey }) => rowKey));
    }
    expect(pages).toEqual([1_000, 1_000, 345]);
    expect(keys).toEqual(rows.map(({ rowKey }) => rowKey));
  });

  test('gives smaller pages where they are asked for', async () => {
    const rows = await fill(table, 7);
    const query = { partitionKey: PARTITION, rowsOfPage: 3 };
    const pages = await Array.fromAsync(table.query(query), (page) => page.map(({ rowKey }) => rowKey));
    expect(pages.map((keys) => keys.length)).toEqual([3, 3, 1]);
    expect(pages.flat()).toEqual(rows.map(({ rowKey }) => rowKey));
  });

  test('pages over keys outside ASCII', async () => {
    const rows = await fill(table, 1_001, (n) => `中👋'${n}`);
    expect(await keysOf(table)).toEqual(rows.map(({ rowKey }) => rowKey));
  });

  test('pages a prefix with a condition', async () => {
    await fill(table, 2_500, (n) => `${n % 2 === 0 ? 'even' : 'odd'}_${n}`);
    const found = await keysOf(table, {
      rowKeyPrefix: 'even',
      where: [{ column: 'Number', is: 'lt', cell: int32(2_200) }],
    });
    expect(found).toHaveLength(1_100);
    expect(new Set(found).size).toBe(1_100);
  });

  test('may be given up after its first page', async () => {
    await fill(table, 1_500);
    for await (const page of table.query({ partitionKey: PARTITION })) {
      expect(page).toHaveLength(1_000);
      break;
    }
  });

  test('sees neither a row twice nor misses one that stays, when rows before the next page come and go', async () => {
    const rows = await fill(table, 1_500);
    const seen: Array<string> = [];
    for await (const page of table.query({ partitionKey: PARTITION })) {
      seen.push(...page.map(({ rowKey }) => rowKey));
      if (seen.length === 1_000) {
        await table.delete(row('00000'));
        await table.upsert(row('00000a'));
        await table.upsert(row('00001', { Number: int32(-1) }));
      }
    }
    expect(seen).toEqual(rows.map(({ rowKey }) => rowKey));
  });

  test('selects columns; keys and ETag always come along, and columns that a row lacks are absent', async () => {
    await table.upsert(row('a', { Name: text('Ada'), Age: int32(36), City: text('London') }));
    await table.upsert(row('b', { City: text('Paris') }));
    const found = await all(table, { select: ['Name', 'Age'] });
    expect(found.map(({ partitionKey, rowKey, cells }) => [partitionKey, rowKey, cells])).toEqual([
      [PARTITION, 'a', { Name: text('Ada'), Age: int32(36) }],
      [PARTITION, 'b', {}],
    ]);
    const whole = await all(table);
    expect(found.map(({ etag }) => etag)).toEqual(whole.map(({ etag }) => etag));
    expect(await table.get(row('a'), ['Age', 'Missing'])).toEqual({
      ...whole[0],
      cells: { Age: int32(36) },
      writtenAt: undefined,
    });
    expect((await all(table, { select: [] })).map(({ cells }) => cells)).toEqual([{}, {}]);
  });

  test('finds rows of which one of several conditions holds, and all others too', async () => {
    await table.upsert(row('a', { Name: text('Ada'), Age: int32(36) }));
    await table.upsert(row('b', { Name: text('Ada'), Age: int32(50) }));
    await table.upsert(row('c', { Name: text('Ada'), Age: int32(85) }));
    await table.upsert(row('d', { Name: text('Grace'), Age: int32(85) }));
    const anyOf = [
      { column: 'Age', is: 'le', cell: int32(36) },
      { column: 'Age', is: 'gt', cell: int32(80) },
    ] as const;
    const where = [{ column: 'Name', is: 'eq', cell: text('Ada') }, { anyOf }] as const;
    expect(await keysOf(table, { where })).toEqual(['a', 'c']);
  });

  test('selects by a condition on a column that is not among those selected', async () => {
    await table.upsert(row('a', { Name: text('Ada'), Age: int32(36) }));
    await table.upsert(row('b', { Name: text('Grace'), Age: int32(85) }));
    const found = await all(table, {
      select: ['Name'],
      where: [{ column: 'Age', is: 'gt', cell: int32(40) }],
    });
    expect(found.map(({ cells }) => cells)).toEqual([{ Name: text('Grace') }]);
  });

  test('refuses more conditions than the service takes', async () => {
    const condition: Condition = { column: 'Age', is: 'ge', cell: int32(0) };
    await expect(all(table, { where: Array.from({ length: 15 }, () => condition) })).rejects.toThrow(
      RangeError,
    );
    expect(await all(table, { where: Array.from({ length: 14 }, () => condition) })).toEqual([]);
  });
});

/** Rows with the columns Number; keys in order when no other form is asked for. */
async function fill(
  table: Table,
  count: number,
  keyOf = (n: number) => String(n).padStart(5, '0'),
): Promise<ReadonlyArray<Row>> {
  const rows = Array.from({ length: count }, (_, n) => row(keyOf(n), { Number: int32(n) }));
  for (const batch of inBatches(rows)) {
    await table.batch(batch.map((newRow) => ({ kind: 'insert', row: newRow })));
  }
  return rows.sort((a, b) => (a.rowKey < b.rowKey ? -1 : 1));
}
