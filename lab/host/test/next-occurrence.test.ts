import { describe, expect, test } from 'vitest';
import { nextOccurrence } from '../next-occurrence.ts';

const next = (schedule: string, after = '2026-11-23T16:55:00.500Z') =>
  nextOccurrence(schedule, new Date(after)).toISOString();

describe('NCRONTAB', () => {
  test.each([
    ['* * * * * *', '2026-11-23T16:55:01.000Z'],
    ['0 * * * * *', '2026-11-23T16:56:00.000Z'],
    ['0 */5 * * * *', '2026-11-23T17:00:00.000Z'],
    ['*/7 * * * * *', '2026-11-23T16:55:07.000Z'],
    ['0 0 0 1,15 * *', '2026-12-01T00:00:00.000Z'],
    ['0 30 9-17 * * *', '2026-11-23T17:30:00.000Z'],
    ['0 0 0 29 2 *', '2028-02-29T00:00:00.000Z'],
  ])('%s is next due at %s', (schedule, due) => expect(next(schedule)).toBe(due));

  // Where it differs from other crons; each seen in NCrontab's source.
  test.each([
    ['a day of month and a day of week must both match', '0 0 0 13 * 5', '2027-08-13T00:00:00.000Z'],
    ['a start with a step goes on to the end of the field', '5/20 * * * * *', '2026-11-23T16:55:05.000Z'],
    ['a descending range is read ascending', '0 0 22-2 * * *', '2026-11-23T17:00:00.000Z'],
    ['names may be whole, short, in any case', '0 0 9 * jan-DEC Mon-friday', '2026-11-24T09:00:00.000Z'],
    ['a step beyond the field leaves its first value', '*/100 * * * * *', '2026-11-23T16:56:00.000Z'],
  ])('%s', (_, schedule, due) => expect(next(schedule)).toBe(due));

  test.each([
    ['*/5 * * * *', 'six'],
    ['@daily', 'six'],
    ['60 * * * * *', '"60" is not a second'],
    ['0 0 0 * * 7', '"7" is not a day of week'],
    ['0 0 0 L * *', '"L" is not a day'],
    ['0 0 0 * * 5#2', '"5#2"'],
    ['0 0 0 ? * *', '"?"'],
    ['0/0 * * * * *', '"0/0"'],
    ['1,,2 * * * * *', '""'],
    ['0 0 0 31 2 *', 'never comes'],
  ])('refuses %s: %s', (schedule, reason) => expect(() => next(schedule)).toThrow(reason));

  test('comes after the given time, not at it', () => {
    expect(next('0 */5 * * * *', '2026-11-23T16:55:00.000Z')).toBe('2026-11-23T17:00:00.000Z');
  });
});
