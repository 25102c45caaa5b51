import { expect, test } from 'vitest';
import type { GraphCells } from '../../../src/domain/graph-cells.ts';
import { composeRow, MAX_ROW_TEXT_LENGTH } from '../../../src/domain/rows/compose-row.ts';

const key = { partitionKey: 'p', rowKey: 'r' };

test('when the texts of a row are too long together, the longest go, and only as many as must', () => {
  const longest = Math.ceil(MAX_ROW_TEXT_LENGTH / 4);
  const shared = layer({ A: longest - 1, B: 10, C: longest });
  const read = layer({ D: longest - 2, E: longest + 1, F: longest - 3 });
  const { cells } = composeRow(key, {}, shared, read);
  expect(Object.keys(cells).sort()).toEqual(['A', 'B', 'D', 'F', 'OmittedColumns']);
  expect(cells.OmittedColumns).toEqual({ type: 'String', value: 'E,C' });
});

test('a row that has everything says nothing about omitted columns', () => {
  const { cells } = composeRow(key, { Own: { type: 'Int32', value: 1 } }, layer({ A: 1 }), layer({ B: 2 }));
  expect(Object.keys(cells)).toEqual(['A', 'B', 'Own']);
});

test('columns omitted from any layer are named', () => {
  const { cells } = composeRow(
    key,
    {},
    { ...layer({}), omitted: ['A'] },
    { ...layer({}), omitted: ['B', 'C'] },
  );
  expect(cells.OmittedColumns).toEqual({ type: 'String', value: 'A,B,C' });
});

/** Columns with texts of these lengths. */
function layer(lengths: Readonly<Record<string, number>>): GraphCells {
  const entries = Object.entries(lengths);
  return {
    cells: Object.fromEntries(
      entries.map(([name, length]) => [name, { type: 'String', value: 'x'.repeat(length) }]),
    ),
    omitted: [],
    textLength: entries.reduce((total, [, length]) => total + length, 0),
  };
}
