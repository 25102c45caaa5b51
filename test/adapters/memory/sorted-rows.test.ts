import { expect, test } from 'vitest';
import { Random } from '../../../lab/random.ts';
import { SortedRows } from '../../../src/adapters/memory/sorted-rows.ts';
import { row } from '../../conformance/rows.ts';

const SEEDS = Array.from({ length: 20 }, (_, n) => n + 1);

test.each(SEEDS)('rows that come and go at random are found and walked in key order (seed %i)', (seed) => {
  const random = Random.seeded(seed);
  const rows = new SortedRows();
  const expected = new Map<string, string>();
  // Few keys for many steps, so that rows are overwritten and deleted as well; enough for several runs.
  const keys = Array.from({ length: 3_000 }, () => random.hex(random.integer(1, 8)));
  const anyKey = () => keys[random.integer(0, keys.length - 1)] ?? '';
  for (let step = 0; step < 6_000; step++) {
    const key = anyKey();
    if (random.chance(0.7)) {
      rows.set({ ...row(key), etag: `${step}` });
      expected.set(key, `${step}`);
    } else {
      rows.delete(key);
      expected.delete(key);
    }
  }
  const inOrder = [...expected].sort(([a], [b]) => (a < b ? -1 : 1));
  for (const bound of ['', anyKey(), `${anyKey()}!`, 'zzzzzzzzzz']) {
    const found = Array.from(rows.from(bound), ({ rowKey, etag }) => [rowKey, etag]);
    expect(found).toEqual(inOrder.filter(([key]) => key >= bound));
  }
  expect(rows.size).toBe(expected.size);
  for (const key of keys) expect(rows.get(key)?.etag).toBe(expected.get(key));
});

test('nothing is left of rows that are all deleted', () => {
  const rows = new SortedRows();
  const keys = Array.from({ length: 2_000 }, (_, n) => `${(n * 7) % 2_000}`);
  for (const key of keys) rows.set({ ...row(key), etag: '' });
  for (const key of keys) rows.delete(key);
  rows.delete('never there');
  expect(rows.size).toBe(0);
  expect([...rows.from('')]).toEqual([]);
  rows.set({ ...row('a'), etag: '' });
  expect(Array.from(rows.from(''), ({ rowKey }) => rowKey)).toEqual(['a']);
});
