import { expect, test } from 'vitest';
import { type Day, daysFrom, parseDay } from '../../src/language/day.ts';

const day = (text: string): Day => parseDay(text) as Day;

test('days go on over the ends of months, leap days and years', () => {
  expect([...daysFrom(day('2028-02-28'), day('2028-03-01'))]).toEqual([
    '2028-02-28',
    '2028-02-29',
    '2028-03-01',
  ]);
  expect([...daysFrom(day('2026-12-31'), day('2027-01-01'))]).toEqual(['2026-12-31', '2027-01-01']);
});

test('one day is a period, and a period that ends before it begins has none', () => {
  expect([...daysFrom(day('2026-11-23'), day('2026-11-23'))]).toEqual(['2026-11-23']);
  expect([...daysFrom(day('2026-11-23'), day('2026-11-22'))]).toEqual([]);
});

test('the calendar ends with its last day', () => {
  expect([...daysFrom(day('9999-12-30'), day('9999-12-31'))]).toEqual(['9999-12-30', '9999-12-31']);
  expect([...daysFrom(day('9999-12-31'), day('9999-12-31'))]).toEqual(['9999-12-31']);
});

test.each(['2026-02-29', '2026-13-01', '2026-11-1', '26-11-01', '2026-11-01Z', ' 2026-11-01', ''])(
  '%j is no day',
  (text) => {
    expect(parseDay(text)).toBeUndefined();
  },
);
