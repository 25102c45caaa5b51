import { expect, test } from 'vitest';
import { composeRow, MAX_ROW_TEXT_LENGTH } from '../../src/store/compose-row.ts';
import type { GraphCells } from '../../src/tables/graph-cells.ts';

const key = { partitionKey: 'p', rowKey: 'r' };

test('when the texts of a row are too long together, the longest go, and only as many as must', () => {
  const longest = Math.ceil(MAX_ROW_TEXT_LENGTH / 4);
  const lengths = { A: longest - 1, B: 10, C: longest, D: longest - 2, E: longest + 1, F: longest - 3 };
  const { cells } = composeRow(key, texts(lengths));
  expect(Object.keys(cells).sort()).toEqual(['A', 'B', 'D', 'F', 'OmittedColumns']);
  expect(cells.OmittedColumns).toEqual({ type: 'String', value: 'E,C' });
});

test('a row that has everything says nothing about omitted columns', () => {
  expect(Object.keys(composeRow(key, texts({ A: 1, B: 2 })).cells)).toEqual(['A', 'B']);
});

test('columns whose value did not fit are named', () => {
  const { cells } = composeRow(key, { ...texts({ A: 1 }), omitted: ['B', 'C'] });
  expect(cells.OmittedColumns).toEqual({ type: 'String', value: 'B,C' });
  expect(Object.keys(cells)).toEqual(['A', 'OmittedColumns']);
});

/** Columns with texts of these lengths. */
function texts(lengths: Readonly<Record<string, number>>): GraphCells {
  const entries = Object.entries(lengths);
  return {
    cells: Object.fromEntries(
      entries.map(([name, length]) => [name, { type: 'String', value: 'x'.repeat(length) }]),
    ),
    omitted: [],
    textLength: entries.reduce((total, [, length]) => total + length, 0),
  };
}
