import { expect, test } from 'vitest';
import type { DateTime } from '../../src/language/date-time.ts';
import { hourState, openHours, worstState } from '../../src/reconcile/hour-state.ts';

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
  ['unchecked', {}],
  ['unchecked', due],
  ['unchecked', undefined],
  ['agedOut', { ...checked, Stored: 5, AgedOutAt: at }],
] as const)('an hour is %s when that is the worst that is known of it', (state, values) => {
  expect(hourState(values, now)).toBe(state);
});

test('of an hour that is not kept any more, nothing else is told', () => {
  expect(hourState({ ...checked, Missing: 2, ExpiredAt: at }, now)).toBe('notKept');
});

test('an hour may have more calls than its list has shown, whatever is the worst that is known of it', () => {
  const hours = [
    { ...checked, Stored: 5 },
    { ...checked, ...due, Missing: 1, GivenUp: 1 },
    { ...checked, ...due, Unlisted: 1 },
    { ExpiredAt: at },
    undefined,
    { AgedOutAt: at, ExpiredAt: at },
  ];
  expect(openHours(hours, now)).toEqual([
    '1 hour no longer listed by Graph, although a check was due',
    '2 hours not listed',
    '2 hours due to be listed again',
  ]);
});

test('of several hours, and of none, the worst state is named', () => {
  expect(worstState(['complete', 'missing', 'due'])).toBe('missing');
  expect(worstState([])).toBeUndefined();
});
