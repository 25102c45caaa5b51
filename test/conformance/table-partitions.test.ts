import { beforeEach, describe, expect, test } from 'vitest';
import type { PartitionsQuery, Table } from '../../src/ports/storage.ts';
import type { Row } from '../../src/tables/cell.ts';
import { inBatches } from '../../src/tables/row-limits.ts';
import { int32, text } from './rows.ts';
import { tablesUnderTest } from './storages.ts';

describe.each(tablesUnderTest)('a query over partitions $name', ({ create }) => {
  let table: Table;
  beforeEach(async () => {
    table = (await create()).table('CallRecords');
  });

  async function write(...keys: ReadonlyArray<readonly [partitionKey: string, rowKey: string]>) {
    for (const [partitionKey, rowKey] of keys) {
      await table.upsert({
        partitionKey,
        rowKey,
        cells: { Name: text(`${partitionKey}/${rowKey}`), Age: int32(1) },
      });
    }
  }

  async function found(query: PartitionsQuery): Promise<ReadonlyArray<string>> {
    const keys: Array<string> = [];
    for await (const page of table.queryPartitions(query)) {
      keys.push(...page.map(({ partitionKey, rowKey }) => `${partitionKey}/${rowKey}`));
    }
    return keys;
  }

  test('gives the rows from one partition key up to another, which it leaves out, in the order of their keys', async () => {
    await write(['b', '2'], ['a', '1'], ['c', '1'], ['b', '1'], ['b0', '1'], ['B', '1'], ["b'", '1']);
    expect(await found({ partitionKeyFrom: 'b', partitionKeyBefore: 'c' })).toEqual([
      'b/1',
      'b/2',
      "b'/1",
      'b0/1',
    ]);
    expect(await found({ partitionKeyFrom: "b'", partitionKeyBefore: 'b0' })).toEqual(["b'/1"]);
    expect(await found({ partitionKeyFrom: 'c', partitionKeyBefore: 'b' })).toEqual([]);
    expect(await found({ partitionKeyFrom: 'd', partitionKeyBefore: 'z' })).toEqual([]);
  });

  test('gives only rows of one key where it is asked for', async () => {
    await write(['a', 'mine'], ['a', 'yours'], ['b', 'mine'], ['c', 'yours']);
    expect(await found({ partitionKeyFrom: 'a', partitionKeyBefore: 'z', rowKey: 'mine' })).toEqual([
      'a/mine',
      'b/mine',
    ]);
  });

  test('selects columns; keys and ETag always come along', async () => {
    await write(['a', '1']);
    const whole = await table.get({ partitionKey: 'a', rowKey: '1' });
    for await (const page of table.queryPartitions({
      partitionKeyFrom: 'a',
      partitionKeyBefore: 'b',
      select: ['Name'],
    })) {
      expect(page).toEqual([{ ...whole, cells: { Name: text('a/1') }, writtenAt: undefined }]);
    }
  });

  test('gives all rows past 1,000, in order, in pages of at most 1,000', async () => {
    const rows = ['a', 'b'].flatMap((partitionKey) =>
      Array.from(
        { length: 700 },
        (_, n): Row => ({ partitionKey, rowKey: String(n).padStart(3, '0'), cells: {} }),
      ),
    );
    for (const partition of [rows.slice(0, 700), rows.slice(700)]) {
      for (const batch of inBatches(partition)) {
        await table.batch(batch.map((newRow) => ({ kind: 'insert', row: newRow })));
      }
    }
    const pages: Array<number> = [];
    const keys: Array<string> = [];
    for await (const page of table.queryPartitions({ partitionKeyFrom: 'a', partitionKeyBefore: 'c' })) {
      pages.push(page.length);
      keys.push(...page.map(({ partitionKey, rowKey }) => partitionKey + rowKey));
    }
    expect(keys).toEqual(rows.map(({ partitionKey, rowKey }) => partitionKey + rowKey));
    expect(Math.max(...pages)).toBeLessThanOrEqual(1_000);
  });
});
