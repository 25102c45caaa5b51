import { beforeEach, describe, expect, test } from 'vitest';
import type { Table } from '../../src/ports/storage.ts';
import { UnstorableRow } from '../../src/tables/row-limits.ts';
import { all, keysOf, row, text } from './rows.ts';
import { tablesUnderTest } from './storages.ts';

/** Keys that have gone wrong somewhere: in URLs, in filters, in the parts of a batch, in the order of UTF-8 or UTF-16. */
const KEYS = [
  '',
  ' ',
  "'",
  "''",
  "O'Neill",
  '"quoted"',
  '%',
  '%20',
  '%2F',
  '+',
  '&$filter=1',
  'a b',
  ' leading',
  'trailing ',
  '(a)',
  "a',RowKey='b",
  '{"odata.error":{}}',
  'a{b}c',
  '[a]',
  '<a>&amp;',
  'a;b,c:d=e@f!g*h',
  '..',
  '.',
  '~',
  '\u00a0',
  'ä',
  'a\u0308',
  'ß',
  'İi̇ıI',
  'Ж',
  '中文',
  'ก็',
  '👩🏽‍💻',
  '\ud7ff',
  '\ud800\udc00',
  '\udbff\udfff',
  '\ue000',
  '\ufb01',
  '\uff5e',
  '2026-11-23T09:00:00.0000000Z_3f2504e0-4f89-11d3-9a0c-0305e82c3301',
  'A',
  'a',
  'B',
  'b',
  '10',
  '9',
  'x'.repeat(512),
  '中'.repeat(512),
  '👋'.repeat(256),
];

/** The emulator looks for `RowKey='` in the URLs of a batch and takes this key for another. */
const KEYS_FOR_BATCHES = KEYS.filter((key) => !key.includes("RowKey='"));

function inOrder(keys: ReadonlyArray<string>): ReadonlyArray<string> {
  return keys.toSorted((a, b) => (a < b ? -1 : 1));
}

describe.each(tablesUnderTest)('a table $name', ({ create }) => {
  let table: Table;
  beforeEach(async () => {
    table = (await create()).table('CallRecords');
  });

  test('finds each row by its row key, and lists rows in the order of UTF-16 code units', async () => {
    await inTurn(KEYS, (key) => table.insert(row(key, { Key: text(key) })));
    for (const key of KEYS) {
      expect(await table.get(row(key)), JSON.stringify(key)).toMatchObject(row(key, { Key: text(key) }));
    }
    expect(await keysOf(table)).toEqual(inOrder(KEYS));
  });

  test('finds each row by its partition key', async () => {
    const rows = KEYS.map((key) => ({ partitionKey: key, rowKey: 'a', cells: { Key: text(key) } }));
    await inTurn(rows, (newRow) => table.insert(newRow));
    for (const newRow of rows) {
      expect(await all(table, { partitionKey: newRow.partitionKey })).toMatchObject([newRow]);
    }
  });

  test('writes and deletes rows of any key in batches', async () => {
    await table.batch(KEYS_FOR_BATCHES.map((key) => ({ kind: 'insert', row: row(key) })));
    await table.batch(KEYS_FOR_BATCHES.map((key) => ({ kind: 'upsert', row: row(key, { Key: text(key) }) })));
    expect((await all(table)).map(({ cells }) => cells.Key)).toEqual(inOrder(KEYS_FOR_BATCHES).map(text));
    await table.batch(KEYS_FOR_BATCHES.map((key) => ({ kind: 'delete', key: row(key) })));
    expect(await all(table)).toEqual([]);
  });

  test('replaces, merges and deletes the row of any key and no other', async () => {
    await inTurn(KEYS, (key) => table.insert(row(key)));
    for (const key of KEYS) {
      const etag = (await table.get(row(key)))?.etag ?? '';
      expect(await table.replace(row(key, { Step: text('replaced') }), etag)).toMatchObject({
        written: true,
      });
      await table.merge(row(key, { Key: text(key) }));
    }
    expect((await all(table)).map(({ cells }) => cells)).toEqual(
      inOrder(KEYS).map((key) => ({ Step: text('replaced'), Key: text(key) })),
    );
    await inTurn(KEYS, (key) => table.delete(row(key)));
    expect(await all(table)).toEqual([]);
  });

  test.each(['/', '\\', '#', '?', '\0', '\t', '\n', '\u001f', '\u007f', '\u009f', '\ud800', 'x'.repeat(513)])(
    'refuses a key that holds or is %j before asking the service',
    async (part) => {
      for (const key of [
        { partitionKey: `a${part}`, rowKey: 'a' },
        { partitionKey: 'a', rowKey: `a${part}` },
      ]) {
        const newRow = { ...key, cells: {} };
        await expect(table.get(key)).rejects.toBeInstanceOf(UnstorableRow);
        await expect(table.insert(newRow)).rejects.toBeInstanceOf(UnstorableRow);
        await expect(table.upsert(newRow)).rejects.toBeInstanceOf(UnstorableRow);
        await expect(table.delete(key)).rejects.toBeInstanceOf(UnstorableRow);
        await expect(table.batch([{ kind: 'delete', key }])).rejects.toBeInstanceOf(UnstorableRow);
      }
    },
  );
});

/** One after the other, so that a failure names its key. */
async function inTurn<Item>(
  items: ReadonlyArray<Item>,
  act: (item: Item) => Promise<unknown>,
): Promise<void> {
  for (const item of items) {
    try {
      expect(await act(item)).toMatchObject({ written: true });
    } catch (error) {
      throw new Error(`for ${JSON.stringify(item)}`, { cause: error });
    }
  }
}
