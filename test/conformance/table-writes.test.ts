import { beforeEach, describe, expect, test } from 'vitest';
import { MINUTE_MS } from '../../src/language/milliseconds.ts';
import { RowExists, RowMissing, type Table } from '../../src/ports/storage.ts';
import { UnstorableBatch } from '../../src/tables/row-limits.ts';
import { all, inserted, int32, keysOf, PARTITION, row, text } from './rows.ts';
import { tablesUnderTest } from './storages.ts';

const KEY = { partitionKey: PARTITION, rowKey: 'a' };

describe.each(tablesUnderTest)('a table $name', ({ create }) => {
  let table: Table;
  beforeEach(async () => {
    table = (await create()).table('CallRecords');
  });

  test('gives nothing for a row that is not there', async () => {
    expect(await table.get(KEY)).toBeUndefined();
  });

  test('gives an inserted row back with the ETag of its insert', async () => {
    const etag = await inserted(table, row('a', { Name: text('Ada') }));
    expect(await table.get(KEY)).toMatchObject({ ...row('a', { Name: text('Ada') }), etag });
  });

  test('keeps a row without columns', async () => {
    const etag = await inserted(table, row('a'));
    expect(await table.get(KEY)).toMatchObject({ ...row('a'), etag });
  });

  test('says when a row was last written by the clock of the service, where it is read whole', async () => {
    await inserted(table, row('a', { Name: text('Ada') }));
    const { writtenAt: insertedAt = '' } = (await table.get(KEY)) ?? {};
    expect(Math.abs(new Date(insertedAt).getTime() - Date.now())).toBeLessThan(MINUTE_MS);
    await table.merge(row('a'));
    const merged = await table.get(KEY);
    expect(merged?.cells).toEqual({ Name: text('Ada') });
    expect((merged?.writtenAt ?? '') >= insertedAt).toBe(true);
    expect((await table.get(KEY, ['Name']))?.writtenAt).toBeUndefined();
  });

  test('does not insert over a row', async () => {
    await inserted(table, row('a', { Name: text('first') }));
    expect(await table.insert(row('a', { Name: text('second') }))).toEqual({
      written: false,
      because: 'exists',
    });
    expect((await table.get(KEY))?.cells).toEqual({ Name: text('first') });
  });

  test('replaces a row whole in the state that was read', async () => {
    const etag = await inserted(table, row('a', { Name: text('Ada'), Age: int32(36) }));
    const replaced = await table.replace(row('a', { Name: text('Grace') }), etag);
    expect(replaced).toMatchObject({ written: true });
    const stored = await table.get(KEY);
    expect(stored?.cells).toEqual({ Name: text('Grace') });
    expect(replaced).toMatchObject({ etag: stored?.etag });
  });

  test('does not replace a row that changed since it was read, even to the same content', async () => {
    const etag = await inserted(table, row('a', { Name: text('Ada') }));
    await table.upsert(row('a', { Name: text('Ada') }));
    expect(await table.replace(row('a', { Name: text('Grace') }), etag)).toEqual({
      written: false,
      because: 'changed',
    });
    expect((await table.get(KEY))?.cells).toEqual({ Name: text('Ada') });
  });

  test('does not replace a row that is gone', async () => {
    const etag = await inserted(table, row('a'));
    await table.delete(KEY);
    expect(await table.replace(row('a'), etag)).toEqual({ written: false, because: 'missing' });
    expect(await table.get(KEY)).toBeUndefined();
  });

  test('does not replace a row that was deleted and inserted again', async () => {
    const etag = await inserted(table, row('a'));
    await table.delete(KEY);
    await inserted(table, row('a'));
    expect(await table.replace(row('a'), etag)).toEqual({ written: false, because: 'changed' });
  });

  test('lets exactly one of many inserts win', async () => {
    const results = await Promise.all(
      Array.from({ length: 8 }, (_, n) => table.insert(row('a', { Writer: int32(n) }))),
    );
    const winners = results.flatMap((result, n) => (result.written ? [n] : []));
    expect(winners).toHaveLength(1);
    expect((await table.get(KEY))?.cells).toEqual({ Writer: int32(winners[0] ?? -1) });
  });

  test('lets exactly one of many replacements of the same state win', async () => {
    const etag = await inserted(table, row('a'));
    const results = await Promise.all(
      Array.from({ length: 8 }, (_, n) => table.replace(row('a', { Writer: int32(n) }), etag)),
    );
    const winners = results.flatMap((result, n) => (result.written ? [n] : []));
    expect(winners).toHaveLength(1);
    expect((await table.get(KEY))?.cells).toEqual({ Writer: int32(winners[0] ?? -1) });
  });

  test('upserts a row whole, there or not', async () => {
    await table.upsert(row('a', { Name: text('Ada'), Age: int32(36) }));
    await table.upsert(row('a', { Name: text('Grace') }));
    expect((await table.get(KEY))?.cells).toEqual({ Name: text('Grace') });
  });

  test('merges columns into a row and keeps the others, and creates the row when it is missing', async () => {
    await table.merge(row('a', { Name: text('Ada') }));
    await table.merge(row('a', { Age: int32(36) }));
    await table.merge(row('a', { Name: text('Grace') }));
    expect((await table.get(KEY))?.cells).toEqual({ Name: text('Grace'), Age: int32(36) });
  });

  test('gives a row a new ETag at every write', async () => {
    const etags = new Set([await inserted(table, row('a'))]);
    for (const write of [table.upsert, table.merge, table.upsert]) {
      await write.call(table, row('a'));
      etags.add((await table.get(KEY))?.etag ?? '');
    }
    expect(etags.size).toBe(4);
  });

  test('deletes a row in any state, or only in the state that was read', async () => {
    await inserted(table, row('a'));
    expect(await table.delete(KEY)).toMatchObject({ written: true });
    expect(await table.delete(KEY)).toEqual({ written: false, because: 'missing' });

    const etag = await inserted(table, row('a'));
    await table.merge(row('a', { Name: text('Ada') }));
    expect(await table.delete(KEY, etag)).toEqual({ written: false, because: 'changed' });
    const current = (await table.get(KEY))?.etag;
    expect(await table.delete(KEY, current)).toMatchObject({ written: true });
    expect(await table.delete(KEY, current)).toEqual({ written: false, because: 'missing' });
    expect(await all(table)).toEqual([]);
  });

  test('carries out all actions of a batch', async () => {
    await table.upsert(row('merged', { Name: text('Ada') }));
    await table.upsert(row('replaced', { Name: text('Ada') }));
    await table.upsert(row('deleted'));
    await table.batch([
      { kind: 'insert', row: row('inserted', { Name: text('new') }) },
      { kind: 'upsert', row: row('replaced', { Age: int32(36) }) },
      { kind: 'merge', row: row('merged', { Age: int32(36) }) },
      { kind: 'delete', key: { partitionKey: PARTITION, rowKey: 'deleted' } },
    ]);
    expect((await all(table)).map(({ rowKey, cells }) => [rowKey, cells])).toEqual([
      ['inserted', { Name: text('new') }],
      ['merged', { Name: text('Ada'), Age: int32(36) }],
      ['replaced', { Age: int32(36) }],
    ]);
  });

  test('does nothing of a batch that deletes a row which is not there', async () => {
    await table.upsert(row('kept', { Name: text('Ada') }));
    const batch = table.batch([
      { kind: 'insert', row: row('new') },
      { kind: 'upsert', row: row('kept', { Name: text('Grace') }) },
      { kind: 'delete', key: { partitionKey: PARTITION, rowKey: 'missing' } },
    ]);
    await expect(batch).rejects.toBeInstanceOf(RowMissing);
    expect(await keysOf(table)).toEqual(['kept']);
    expect((await all(table))[0]?.cells).toEqual({ Name: text('Ada') });
  });

  test('does nothing of a batch that inserts a row which is there', async () => {
    await table.upsert(row('there', { Name: text('Ada') }));
    await table.upsert(row('deleted'));
    const batch = table.batch([
      { kind: 'delete', key: { partitionKey: PARTITION, rowKey: 'deleted' } },
      { kind: 'insert', row: row('there', { Name: text('Grace') }) },
    ]);
    await expect(batch).rejects.toBeInstanceOf(RowExists);
    expect(await keysOf(table)).toEqual(['deleted', 'there']);
    expect((await all(table, { rowKeyPrefix: 'there' }))[0]?.cells).toEqual({ Name: text('Ada') });
  });

  test('takes a batch of 100 rows', async () => {
    await table.batch(numbered(100).map((newRow) => ({ kind: 'upsert', row: newRow })));
    expect(await keysOf(table)).toHaveLength(100);
  });

  test.each([
    ['without actions', []],
    ['of 101 rows', numbered(101)],
    ['with two actions on one row', [row('a'), row('b'), row('a')]],
    ['over two partitions', [row('a'), { ...row('b'), partitionKey: 'another' }]],
    ['of more than 4 MiB', numbered(60).map((wide) => ({ ...wide, cells: { ...megabyteTenth() } }))],
  ])('refuses a batch %s, and does nothing of it', async (_, rows) => {
    const batch = table.batch(rows.map((newRow) => ({ kind: 'upsert', row: newRow })));
    await expect(batch).rejects.toBeInstanceOf(UnstorableBatch);
    expect(await all(table)).toEqual([]);
  });

  test('keeps tables apart', async () => {
    const tables = await create();
    await tables.table('CallRecords').upsert(row('a'));
    expect(await all(tables.table('Sessions'))).toEqual([]);
  });
});

function numbered(count: number) {
  return Array.from({ length: count }, (_, n) => row(String(n).padStart(5, '0')));
}

/** About 100 KiB as JSON. */
function megabyteTenth() {
  const half = text('x'.repeat(25_000));
  return { A: half, B: half, C: half, D: half };
}
