import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { allMeasurements } from '../all-measurements.ts';
import { countTable } from '../findings.ts';
import { exceededLimits, PageError, type Result, withResults } from '../report.ts';
import type { Measurement } from '../workbench.ts';

const measurement: Measurement = { name: 'size', title: 'Size', run: async () => [] };

function resultOf(bytes: number): Result {
  return { measurement, tables: [countTable([['code', 'bytes', bytes, 1_500_000]])] };
}

const PAGE = 'Before.\n\n<!-- measured: size -->\n\n<!-- end -->\n\nAfter.\n';

test('a result stands in its place and the text around it stays', () => {
  expect(withResults(PAGE, [resultOf(1_200_000)], 'a machine')).toBe(
    [
      'Before.',
      '<!-- measured: size -->',
      '|      | counted | at most |\n| ---- | ------: | ------: |\n| code | 1.20 MB | 1.50 MB |',
      'Measured on a machine.',
      '<!-- end -->',
      'After.\n',
    ].join('\n\n'),
  );
});

test('a later run replaces what an earlier one wrote', () => {
  const earlier = withResults(PAGE, [resultOf(1_300_000)], 'a machine');
  expect(withResults(earlier, [resultOf(1_200_000)], 'a machine')).toBe(
    withResults(PAGE, [resultOf(1_200_000)], 'a machine'),
  );
});

test('a result without a place is refused instead of left out', () => {
  expect(() => withResults('No place here.', [resultOf(1)], 'a machine')).toThrow(PageError);
});

test('docs/performance.md has a place for every measurement', async () => {
  const page = await readFile('docs/performance.md', 'utf8');
  const results = allMeasurements.map((each) => ({ measurement: each, tables: [] }));
  expect(() => withResults(page, results, 'a machine')).not.toThrow();
});

test('a count beyond its limit is named, one that keeps it is not', () => {
  expect(exceededLimits([resultOf(1_500_000)])).toEqual([]);
  expect(exceededLimits([resultOf(1_500_001)])).toEqual(['Size: code: 1500001 bytes, at most 1500000']);
});
