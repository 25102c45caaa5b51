import { expect, test } from 'vitest';
import { meets } from '../../../src/adapters/memory/condition.ts';
import type { Condition } from '../../../src/ports/storage.ts';
import type { Cell } from '../../../src/tables/cell.ts';
import { int32, row, text } from '../../conformance/rows.ts';

const COMPARISONS: ReadonlyArray<Condition['is']> = ['eq', 'ne', 'lt', 'le', 'gt', 'ge'];

const NOT_A_NUMBER: Cell = { type: 'Double', value: Number.NaN };

test.each(COMPARISONS)('a row without the column, or with another type in it, does not meet %s', (is) => {
  const one = row('a', { Value: text('1') });
  for (const cell of [int32(1), { type: 'Int64', value: 1n }, { type: 'Boolean', value: true }] as const) {
    expect(meets(one, { column: 'Value', is, cell })).toBe(false);
    expect(meets(one, { column: 'Missing', is, cell })).toBe(false);
  }
});

test.each(COMPARISONS)('a number meets %s with NaN only when that is "not equal"', (is) => {
  const half = row('a', { Value: { type: 'Double', value: 0.5 } });
  expect(meets(half, { column: 'Value', is, cell: NOT_A_NUMBER })).toBe(is === 'ne');
});
