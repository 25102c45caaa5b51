import { expect, test } from 'vitest';
import { type DateTime, parseDateTime } from '../../src/language/date-time.ts';
import { coverageRatio, sumHours } from '../../src/reconcile/coverage-sum.ts';

const now = new Date('2026-11-23T09:00:00Z');
const at = (text: string) => parseDateTime(`2026-11-23T${text}Z`) as DateTime;

test('a day is the sum of its hours, with those that were never checked and the longest overdue', () => {
  const checked = { CheckedAt: at('01:00:00') };
  const hours = [
    {
      Listed: 4,
      Stored: 2,
      Fresh: 1,
      Missing: 1,
      GivenUp: 1,
      Unlisted: 2,
      ...checked,
      NextCheckAt: at('08:30:00'),
    },
    { Listed: 3, Stored: 3, Fresh: 0, Missing: 0, GivenUp: 0, ...checked, NextCheckAt: at('08:00:00') },
    { Listed: 1, Stored: 1, ...checked },
    { NextCheckAt: at('10:00:00') },
  ];
  expect(sumHours(hours, now)).toEqual({
    hours: 4,
    hoursUnchecked: 1,
    hoursAgedOut: 0,
    listed: 8,
    stored: 6,
    fresh: 1,
    missing: 1,
    givenUp: 1,
    unlisted: 2,
    overdueSince: at('08:00:00'),
  });
});

test('coverage is stored ÷ listed, less where the list hides calls, and unknown where there is none', () => {
  const counts = { fresh: 0, missing: 0, givenUp: 0, unlisted: 0 };
  expect(coverageRatio({ ...counts, listed: 8, stored: 6 })).toBe(0.75);
  expect(coverageRatio({ ...counts, listed: 0, stored: 0 })).toBeUndefined();
  expect(coverageRatio({ ...counts, listed: 8, stored: 8, unlisted: 2 })).toBe(0.8);
  expect(coverageRatio({ ...counts, listed: 0, stored: 0, unlisted: 2 })).toBe(0);
  expect(sumHours([], now)).toMatchObject({ hours: 0, listed: 0, overdueSince: undefined });
});
