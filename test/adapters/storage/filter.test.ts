import { describe, expect, test } from 'vitest';
import { filterOf } from '../../../src/adapters/storage/filter.ts';
import type { Cell } from '../../../src/tables/cell.ts';

describe('a filter', () => {
  test('bounds the keys and joins all conditions', () => {
    expect(
      filterOf({
        partitionKey: "O'Neill",
        rowKeyPrefix: "t'_v1",
        rowKeyFrom: 't_v15',
        rowKeyBefore: 't_v9',
        where: [{ column: 'Attempt', is: 'ge', cell: { type: 'Int32', value: -3 } }],
      }),
    ).toBe(
      "PartitionKey eq 'O''Neill' and RowKey ge 't''_v1' and RowKey lt 't''_v2' and RowKey ge 't_v15' and RowKey lt 't_v9' and Attempt ge -3",
    );
  });

  test.each<readonly [Cell, string]>([
    [{ type: 'String', value: "' or PartitionKey ne '" }, "''' or PartitionKey ne '''"],
    [{ type: 'Boolean', value: false }, 'false'],
    [{ type: 'Int32', value: 1 }, '1'],
    [{ type: 'Int64', value: -1n }, '-1L'],
    [{ type: 'Double', value: 1 }, '1.0'],
    [{ type: 'Double', value: 0.5 }, '0.5'],
    [{ type: 'Double', value: 1e21 }, '1e+21'],
    [{ type: 'DateTime', value: '2026-11-23T09:00:00.0000000Z' }, "datetime'2026-11-23T09:00:00.0000000Z'"],
    [
      { type: 'Guid', value: '3f2504e0-4f89-11d3-9a0c-0305e82c3301' },
      "guid'3f2504e0-4f89-11d3-9a0c-0305e82c3301'",
    ],
    [{ type: 'Binary', value: new Uint8Array([0, 255]) }, "X'00ff'"],
  ])('writes %o as a literal of its type', (cell, literal) => {
    expect(filterOf({ partitionKey: 'p', where: [{ column: 'C', is: 'eq', cell }] })).toBe(
      `PartitionKey eq 'p' and C eq ${literal}`,
    );
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY])('is refused for %s, which has no literal', (value) => {
    const where = [{ column: 'C', is: 'eq', cell: { type: 'Double', value } }] as const;
    expect(() => filterOf({ partitionKey: 'p', where })).toThrow(RangeError);
  });
});
