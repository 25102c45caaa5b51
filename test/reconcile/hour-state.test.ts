import { expect, test } from 'vitest';
import type { DateTime } from '../../src/language/date-time.ts';
import { hourState, worstState } from '../../src/reconcile/hour-state.ts';

const at = '2026-11-23T09:00:00.0000000Z' as DateTime;
const now = new Date('2026-11-23T12:00:00Z');
const checked = { CheckedAt: at, Listed: 5 };
const due = { NextCheckAt: '2026-11-23T11:59:00.0000000Z' as DateTime };

test.each([
  ['complete', { ...checked, Stored: 5 }],
  ['empty', { CheckedAt: at, Listed: 0 }],
  ['fresh', { ...checked, Stored: 4, Fresh: 1 }],
  ['missing', { ...checked, Stored: 2, Fresh: 1, Missing: 2, GivenUp: 1 }],
  ['givenUp', { ...checked, Stored: 4, Missing: 1, GivenUp: 1 }],
  ['hidden', { ...checked, Stored: 5, Unlisted: 1 }],
  ['hidden', { ...checked, ...due, Stored: 5, Unlisted: 1 }],
  ['due', { ...checked, ...due, Stored: 5 }],
  ['notKept', { ...checked, ...due, Missing: 2, ExpiredAt: at }],
  ['unchecked', {}],
  ['unchecked', due],
  ['unchecked', undefined],
  ['agedOut', { ...checked, Stored: 5, AgedOutAt: at }],
] as const)('an hour is %s when that is the worst that is known of it', (state, values) => {
  expect(hourState(values, now)).toBe(state);
});

test('of several hours, and of none, the worst state is named', () => {
  expect(worstState(['complete', 'missing', 'due'])).toBe('missing');
  expect(worstState([])).toBeUndefined();
});
