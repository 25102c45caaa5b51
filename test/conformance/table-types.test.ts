import { beforeEach, describe, expect, test } from 'vitest';
import type { Condition, Table } from '../../src/ports/storage.ts';
import type { Cell, EdmType } from '../../src/tables/cell.ts';
import { all, keysOf, row, text } from './rows.ts';
import { tablesUnderTest } from './storages.ts';

const VALUES: { readonly [Type in EdmType]: ReadonlyArray<Extract<Cell, { type: Type }>['value']> } = {
  String: [
    '',
    ' ',
    'null',
    'true',
    '1',
    '1.0',
    '2026-11-23T09:00:00Z',
    '3f2504e0-4f89-11d3-9a0c-0305e82c3301',
    `'"\\/\b\f\n\r\t\0\u001f\u007f\u2028\u2029`,
    '{"A":1.0,"B@odata.type":"Edm.Int64"}',
    '","A":1.5,"',
    '--changesetresponse_x\r\n\r\nHTTP/1.1 404 Not Found\r\n\r\n{}',
    'ä中文👩🏽‍💻\ufeff\ufffe\uffff',
    'x'.repeat(32_768),
    '\u0001'.repeat(32_768),
    '中'.repeat(32_768),
    '👋'.repeat(16_384),
  ],
  Boolean: [true, false],
  Int32: [0, 1, -1, 2_147_483_647, -2_147_483_648],
  Int64: [
    0n,
    1n,
    -1n,
    9_007_199_254_740_993n,
    4_294_967_295n,
    9_223_372_036_854_775_807n,
    -9_223_372_036_854_775_808n,
  ],
  Double: [
    0,
    1,
    -1,
    0.1,
    -2.5,
    1e21,
    1e22,
    1.5e300,
    5e-324,
    2_147_483_648,
    6_824_053_932_181,
    9_007_199_254_740_991,
    Number.MAX_VALUE,
    -Number.MAX_VALUE,
    Number.EPSILON,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
  ],
  DateTime: [
    '2026-11-23T09:00:00.0000000Z',
    '2026-11-23T09:00:21.2169889Z',
    '2026-11-23T09:00:21.1000000Z',
    '2026-11-23T09:00:21.0000001Z',
    '1601-01-01T00:00:00.0000000Z',
    '9999-12-31T23:59:59.9999999Z',
  ],
  Guid: [
    '00000000-0000-0000-0000-000000000000',
    'ffffffff-ffff-ffff-ffff-ffffffffffff',
    '3f2504e0-4f89-11d3-9a0c-0305e82c3301',
  ],
  Binary: [
    new Uint8Array(),
    new Uint8Array([0]),
    new Uint8Array([255, 254, 0, 1]),
    Uint8Array.from({ length: 256 }, (_, n) => n),
    Uint8Array.from({ length: 65_536 }, (_, n) => (n * 31) % 256),
  ],
};

const CELLS: ReadonlyArray<Cell> = Object.entries(VALUES).flatMap(([type, values]) =>
  values.map((value) => ({ type, value }) as Cell),
);

describe.each(tablesUnderTest)('cells $name', ({ create }) => {
  let table: Table;
  beforeEach(async () => {
    table = (await create()).table('CallRecords');
  });

  test('come back with the same type and value, whichever way they are written and read', async () => {
    await Promise.all(CELLS.map((cell, n) => table.insert(row(`insert${n}`, { Value: cell }))));
    await Promise.all(CELLS.map((cell, n) => table.merge(row(`merge${n}`, { Value: cell }))));
    for (const kind of ['insert', 'upsert', 'merge'] as const) {
      for (const [n, cell] of CELLS.entries()) {
        await table.batch([{ kind, row: row(`batch-${kind}${n}`, { Value: cell }) }]);
      }
    }
    const listed = new Map((await all(table)).map(({ rowKey, cells }) => [rowKey, cells]));
    for (const [n, cell] of CELLS.entries()) {
      const expected = { Value: cell };
      expect((await table.get(row(`insert${n}`)))?.cells).toEqual(expected);
      expect((await table.get(row(`insert${n}`), ['Value']))?.cells).toEqual(expected);
      for (const way of ['insert', 'merge', 'batch-insert', 'batch-upsert', 'batch-merge']) {
        expect(listed.get(`${way}${n}`), `${way} of ${cell.type}`).toEqual(expected);
      }
    }
  });

  test('of all types stand in one row, and keep their types through a replacement and a merge', async () => {
    const cells = Object.fromEntries(
      Object.entries(VALUES).map(([type, values]) => [`A${type}`, { type, value: values.at(-1) } as Cell]),
    );
    await table.insert(row('a', cells));
    const first = await table.get(row('a'));
    expect(first?.cells).toEqual(cells);
    await table.replace(row('a', first?.cells), first?.etag ?? '');
    await table.merge(row('a', { Note: text('merged') }));
    expect((await table.get(row('a')))?.cells).toEqual({ ...cells, Note: text('merged') });
  });

  test('lose the sign of a negative zero, which JSON numbers do not carry to the service', async () => {
    await table.upsert(row('a', { Value: { type: 'Double', value: -0 } }));
    expect((await table.get(row('a')))?.cells.Value?.value).toBe(0);
  });

  test('hold the bytes of a view, not of the buffer it looks into', async () => {
    const view = new Uint8Array(new Uint8Array([1, 2, 3, 4, 5]).buffer, 1, 3);
    await table.upsert(row('a', { Value: { type: 'Binary', value: view } }));
    await table.upsert(row('b', { Value: { type: 'Binary', value: Buffer.from('short') } }));
    const [a, b] = await all(table);
    expect(a?.cells.Value?.value).toEqual(new Uint8Array([2, 3, 4]));
    expect(b?.cells.Value?.value).toEqual(new Uint8Array(Buffer.from('short')));
  });

  test('do not change when the caller changes what was written or read', async () => {
    const bytes = new Uint8Array([1, 2, 3]);
    const cells: Record<string, Cell> = { Bytes: { type: 'Binary', value: bytes }, Name: text('Ada') };
    await table.upsert(row('a', cells));
    bytes[0] = 99;
    cells.Name = text('Grace');
    const read = await table.get(row('a'));
    const readBytes = read?.cells.Bytes?.value;
    if (readBytes instanceof Uint8Array) readBytes[1] = 99;
    expect((await table.get(row('a')))?.cells).toEqual({
      Bytes: { type: 'Binary', value: new Uint8Array([1, 2, 3]) },
      Name: text('Ada'),
    });
  });

  test.each<{ type: EdmType; values: ReadonlyArray<Cell['value']> }>([
    { type: 'String', values: ['', "O'Neill", 'Z', 'a', 'ab', 'ä', '中', '👋'] },
    { type: 'Int32', values: [-2_147_483_648, -1, 0, 7, 2_147_483_647] },
    {
      type: 'Int64',
      values: [-9_223_372_036_854_775_808n, -1n, 0n, 9_007_199_254_740_993n, 9_223_372_036_854_775_807n],
    },
    { type: 'Double', values: [-2_147_483_649, -1, 0, 0.1, 1, 6_824_053_932_181.5] },
    { type: 'DateTime', values: VALUES.DateTime.toSorted() },
  ])('of type $type are compared by value', async ({ type, values }) => {
    const cellOf = (n: number) => ({ type, value: values[n] }) as Cell;
    await Promise.all(values.map((_, n) => table.insert(row(`${n}`, { Value: cellOf(n) }))));
    await table.insert(row('without'));
    const numbers = values.map((_, n) => n);
    for (const n of numbers) {
      const find = async (is: Condition['is']) =>
        (await keysOf(table, { where: [{ column: 'Value', is, cell: cellOf(n) }] })).map(Number);
      expect(await find('eq'), `eq ${values[n]}`).toEqual([n]);
      expect(await find('ne'), `ne ${values[n]}`).toEqual(numbers.filter((m) => m !== n));
      expect(await find('lt'), `lt ${values[n]}`).toEqual(numbers.filter((m) => m < n));
      expect(await find('le'), `le ${values[n]}`).toEqual(numbers.filter((m) => m <= n));
      expect(await find('gt'), `gt ${values[n]}`).toEqual(numbers.filter((m) => m > n));
      expect(await find('ge'), `ge ${values[n]}`).toEqual(numbers.filter((m) => m >= n));
    }
  });

  test.each<{ type: EdmType; values: ReadonlyArray<Cell['value']> }>([
    { type: 'Boolean', values: [true, false] },
    { type: 'Guid', values: VALUES.Guid },
    { type: 'Binary', values: VALUES.Binary.slice(1, 4) },
  ])('of type $type are found by their value', async ({ type, values }) => {
    const cellOf = (n: number) => ({ type, value: values[n] }) as Cell;
    await Promise.all(values.map((_, n) => table.insert(row(`${n}`, { Value: cellOf(n) }))));
    for (const n of values.keys()) {
      const where = [{ column: 'Value', is: 'eq', cell: cellOf(n) }] as const;
      expect(await keysOf(table, { where })).toEqual([`${n}`]);
    }
  });

  test('are found when all of several conditions hold', async () => {
    for (const [n, state] of ['waiting', 'waiting', 'unavailable'].entries()) {
      await table.insert(
        row(`${n}`, { State: text(state), DueAt: dateTime(`2026-11-2${n}T00:00:00.0000000Z`) }),
      );
    }
    const found = await keysOf(table, {
      where: [
        { column: 'State', is: 'eq', cell: text('waiting') },
        { column: 'DueAt', is: 'le', cell: dateTime('2026-11-20T00:00:00.0000000Z') },
      ],
    });
    expect(found).toEqual(['0']);
  });

  test('are not equal to a value of another kind', async () => {
    await table.insert(row('a', { Value: text('1') }));
    for (const cell of [
      { type: 'Int32', value: 1 },
      { type: 'Boolean', value: true },
    ] as const) {
      expect(await keysOf(table, { where: [{ column: 'Value', is: 'eq', cell }] })).toEqual([]);
    }
  });
});

function dateTime(value: string): Cell {
  return { type: 'DateTime', value };
}
