import { expect, test } from 'vitest';
import type { Day } from '../../src/language/day.ts';
import { daysText } from '../../src/wording/days-text.ts';

test.each([
  ['', ''],
  ['2026-11-23', '2026-11-23'],
  ['2026-11-22 2026-11-23', '2026-11-22, 2026-11-23'],
  ['2026-02-27 2026-02-28 2026-03-01', '2026-02-27 to 2026-03-01'],
  [
    '2026-11-17 2026-11-18 2026-11-19 2026-11-21 2026-11-23',
    '2026-11-17 to 2026-11-19, 2026-11-21, 2026-11-23',
  ],
])('the days "%s" read as "%s"', (days, text) => {
  expect(
    daysText(days.split(' ').filter((day) => day !== '') as ReadonlyArray<string> as ReadonlyArray<Day>),
  ).toBe(text);
});
