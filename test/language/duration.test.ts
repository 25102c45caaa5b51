import { describe, expect, test } from 'vitest';
import { parseDateTime } from '../../src/language/date-time.ts';
import { parseDurationSeconds, secondsBetween } from '../../src/language/duration.ts';

describe('parseDurationSeconds', () => {
  test.each([
    ['PT0.016S', 0.016],
    ['PT0S', 0],
    ['PT1M30S', 90],
    ['PT2H', 7_200],
    ['P1D', 86_400],
    ['P2DT3H4M5.6789012S', 183_845.678_901_2],
    ['-PT0.5S', -0.5],
    ['-P1DT1S', -86_401],
    ['+PT1S', 1],
    ['PT100000000S', 100_000_000],
  ])('%s is %d seconds', (text, seconds) => {
    expect(parseDurationSeconds(text)).toBe(seconds);
  });

  test('a negative zero is zero', () => {
    expect(Object.is(parseDurationSeconds('-PT0S'), 0)).toBe(true);
  });

  test.each([
    '',
    'P',
    'PT',
    'P1DT',
    'PT1',
    '1S',
    'PT1.S',
    'PT.5S',
    'PT1,5S',
    'P1Y',
    'P1W',
    'PT1S ',
    'PT-1S',
    'PT1S1M',
    'pt1s',
    '00:00:01',
    `PT${'9'.repeat(400)}S`,
  ])('%j is none', (text) => {
    expect(parseDurationSeconds(text)).toBeUndefined();
  });
});

describe('secondsBetween', () => {
  test.each([
    ['2026-03-01T10:00:00Z', '2026-03-01T10:00:25.5470124Z', 25.547_012_4],
    ['2026-03-01T10:00:00.9999999Z', '2026-03-01T10:00:01Z', 0.000_000_1],
    ['2026-03-01T10:00:01Z', '2026-03-01T10:00:00.5Z', -0.5],
    ['2026-03-01T10:00:00Z', '2026-03-01T10:00:00Z', 0],
    ['2026-02-28T23:59:59Z', '2026-03-01T00:00:01Z', 2],
  ])('from %s to %s are %d', (start, end, seconds) => {
    const from = parseDateTime(start);
    const to = parseDateTime(end);
    if (from === undefined || to === undefined) throw new Error('fixture');
    expect(secondsBetween(from, to)).toBe(seconds);
  });
});
