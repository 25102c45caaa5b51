import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createAzureTables } from '../../src/adapters/storage/tables.ts';
import type { Table } from '../../src/ports/storage.ts';
import type { Cell, Row } from '../../src/tables/cell.ts';
import { checkBatch, checkRow, inBatches, MAX_BATCH_BYTES } from '../../src/tables/row-limits.ts';
import { row, text } from '../conformance/rows.ts';
import { freshAccount } from '../storage-account.ts';
import { type StorageProxy, startStorageProxy } from '../storage-proxy.ts';

const DATE_TIME: Cell = { type: 'DateTime', value: '2026-11-23T09:00:00.0000000Z' };

/** Rows by what makes them long to send: text that JSON escapes, bytes, many short cells, keys. */
const ROWS: Readonly<Record<string, (n: number) => Row>> = {
  'small rows': (n) => row(`${n}`, { Number: { type: 'Int32', value: n } }),
  'rows without cells': (n) => row(`${n}`),
  'rows of plain text': (n) => row(`${n}`, columns(10, text('x'.repeat(10_000)))),
  'rows of control characters': (n) => row(`${n}`, columns(10, text('\u0001'.repeat(10_000)))),
  'rows of Chinese text': (n) => row(`${n}`, columns(10, text('中'.repeat(10_000)))),
  'rows of emoji': (n) => row(`${n}`, columns(10, text('👋'.repeat(5_000)))),
  'rows of quotes': (n) => row(`${n}`, columns(10, text('"'.repeat(10_000)))),
  'rows of bytes': (n) => row(`${n}`, columns(10, { type: 'Binary', value: new Uint8Array(60_000).fill(n) })),
  'rows of 252 short cells': (n) => row(`${n}`, columns(252, DATE_TIME)),
  'rows of 252 short cells with long names': (n) => row(`${n}`, columns(252, DATE_TIME, 'N'.repeat(240))),
  'rows of 252 short texts': (n) => row(`${n}`, columns(252, text('\u0001'.repeat(99)))),
  'rows with long keys': (n) => ({
    partitionKey: "'".repeat(512),
    rowKey: `${'中'.repeat(500)}${n}`,
    cells: { Number: { type: 'Double', value: -1.234567890123456e-300 } },
  }),
};

describe('batches of many rows', () => {
  let proxy: StorageProxy;
  let table: Table;
  beforeEach(async () => {
    proxy = await startStorageProxy(freshAccount());
    table = createAzureTables({ connectionString: proxy.connectionString }).table('MediaStreams');
    proxy.failWhen(() => ({ status: 400 }));
  });
  afterEach(() => proxy.close());

  test.each(Object.keys(ROWS))(
    'of %s keep their order and stay below 4 MiB as they are sent',
    async (kind) => {
      const rows = rowsOf(kind);
      const batches = inBatches(rows);
      // By identity: to compare megabytes takes seconds.
      expect(batches.flat().every((one, n) => one === rows[n])).toBe(true);
      expect(batches.flat()).toHaveLength(rows.length);
      for (const batch of batches) {
        checkBatch(batch);
        await table.batch(batch.map((newRow) => ({ kind: 'upsert', row: newRow }))).catch(() => {});
      }
      const sizes = proxy.requests.map(({ body }) => Buffer.byteLength(body));
      expect(sizes).toHaveLength(batches.length);
      expect(Math.max(...sizes)).toBeLessThan(MAX_BATCH_BYTES - 64 * 1024);
    },
  );

  test.each(['rows of plain text', 'rows of bytes', 'rows of Chinese text'])(
    'of %s fill at least half of what a batch takes',
    async (kind) => {
      const rows = rowsOf(kind);
      const [first = []] = inBatches(rows);
      await table.batch(first.map((newRow) => ({ kind: 'upsert', row: newRow }))).catch(() => {});
      expect(Buffer.byteLength(proxy.requests[0]?.body ?? '')).toBeGreaterThan(MAX_BATCH_BYTES / 2);
    },
  );

  test('of rows of a usual size hold 100', () => {
    const stream = (n: number) => row(`${n}`, columns(170, text('a usual text of forty characters or so..')));
    const batches = inBatches(Array.from({ length: 250 }, (_, n) => stream(n)));
    expect(batches.map(({ length }) => length)).toEqual([100, 100, 50]);
  });

  test('of the largest rows hold one at least', () => {
    const largest = row('a', columns(15, text('\u0001'.repeat(32_768))));
    checkRow(largest);
    const batches = inBatches([largest, { ...largest, rowKey: 'b' }]);
    expect(batches.map(({ length }) => length)).toEqual([1, 1]);
    for (const batch of batches) checkBatch(batch);
  });

  test('of no rows are none, and of keys to delete hold 100', () => {
    expect(inBatches([])).toEqual([]);
    const keys = Array.from({ length: 101 }, (_, n) => ({ partitionKey: 'p', rowKey: `${n}` }));
    expect(inBatches(keys)).toEqual([keys.slice(0, 100), keys.slice(100)]);
  });
});

/** Rows for more than one batch. */
function rowsOf(kind: string): ReadonlyArray<Row> {
  const rowOf = ROWS[kind];
  if (rowOf === undefined) throw new Error(`no ${kind}`);
  const count = JSON.stringify(rowOf(0)).length > 100_000 ? 50 : 150;
  return Array.from({ length: count }, (_, n) => rowOf(n));
}

function columns(count: number, cell: Cell, prefix = 'C'): Record<string, Cell> {
  return Object.fromEntries(Array.from({ length: count }, (_, n) => [`${prefix}${n}`, cell]));
}
