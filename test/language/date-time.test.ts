import { describe, expect, it } from 'vitest';
import { type DateTime, parseDateTime, plusDays, toDateTime } from '../../src/language/date-time.ts';
import { dayOf } from '../../src/language/day.ts';

describe('date-times', () => {
  it.each([
    ['2020-02-25T18:52:21.2169889Z', '2020-02-25T18:52:21.2169889Z'],
    ['2020-02-25T18:52:21Z', '2020-02-25T18:52:21.0000000Z'],
    ['2020-02-25T18:52:21.5z', '2020-02-25T18:52:21.5000000Z'],
    ['2020-02-25T18:52:21.123456789Z', '2020-02-25T18:52:21.1234567Z'],
    ['2023-02-28T00:00:00.000+00:00', '2023-02-28T00:00:00.0000000Z'],
    ['2023-03-01T01:30:00.25+02:00', '2023-02-28T23:30:00.2500000Z'],
    ['0001-01-01T00:00:00Z', '0001-01-01T00:00:00.0000000Z'],
    ['9999-12-31T23:59:59.9999999Z', '9999-12-31T23:59:59.9999999Z'],
  ])('reads %s with all seven digits, in UTC', (text, expected) => {
    expect(parseDateTime(text)).toBe(expected);
  });

  it.each([
    '2023-02-30T00:00:00Z',
    '2023-02-28',
    '2023-02-28T24:00:00Z',
    '2023-02-28T10:00:00',
    '9999-12-31T23:59:59-01:00',
    'yesterday',
    '',
    null,
    1677542400000,
  ])('refuses %j', (value) => {
    expect(parseDateTime(value)).toBeUndefined();
  });

  it('takes each day that the calendar has, however it is written, and no other', () => {
    for (const year of ['2023', '2024']) {
      for (let month = 1; month <= 12; month += 1) {
        const days = new Date(Date.UTC(Number(year), month, 0)).getUTCDate();
        for (let day = 0; day <= 32; day += 1) {
          const date = `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
          const expected = day >= 1 && day <= days ? `${date}T23:59:59.5000000Z` : undefined;
          for (const text of [`${date}T23:59:59.5000000Z`, `${date}T23:59:59.5Z`]) {
            expect(parseDateTime(text), text).toBe(expected);
          }
        }
      }
    }
  });

  it('orders as text the way the instants are ordered', () => {
    const instants = ['2020-01-01T00:00:00.9Z', '2020-01-01T00:00:00.10Z', '2020-01-01T00:00:01Z'].map(
      parseDateTime,
    );
    expect([...instants].sort()).toEqual([instants[1], instants[0], instants[2]]);
  });

  it('keeps the UTC day of a Date', () => {
    expect(dayOf(toDateTime(new Date('2026-11-23T23:59:59.999Z')))).toBe('2026-11-23');
  });

  it.each([
    ['2026-03-01T00:00:02.0000000Z', -1, '2026-02-28T00:00:02.0000000Z'],
    ['2026-12-31T23:59:59.9990000Z', 1, '2027-01-01T23:59:59.9990000Z'],
    ['0001-01-01T00:00:00.0000000Z', -1, '0000-12-31T00:00:00.0000000Z'],
    ['9999-12-31T12:00:00.0000000Z', 1, '9999-12-31T12:00:00.0000000Z'],
  ])('moves %s by %d day(s) to %s', (dateTime, days, expected) => {
    expect(plusDays(dateTime as DateTime, days)).toBe(expected);
  });
});
