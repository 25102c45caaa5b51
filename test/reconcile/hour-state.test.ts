import { expect, test } from 'vitest';
import type { DateTime } from '../../src/language/date-time.ts';
import { hourState } from '../../src/reconcile/hour-state.ts';

const at = '2026-11-23T09:00:00.0000000Z' as DateTime;
const checked = { CheckedAt: at, Listed: 5 };

test.each([
  ['complete', { ...checked, Stored: 5 }],
  ['empty', { CheckedAt: at, Listed: 0 }],
  ['fresh', { ...checked, Stored: 4, Fresh: 1 }],
  ['missing', { ...checked, Stored: 2, Fresh: 1, Missing: 2, GivenUp: 1 }],
  ['givenUp', { ...checked, Stored: 4, Missing: 1, GivenUp: 1 }],
  ['hidden', { ...checked, Stored: 5, Unlisted: 1 }],
  ['unchecked', {}],
  ['agedOut', { ...checked, Stored: 5, AgedOutAt: at }],
] as const)('an hour is %s when that is the worst that is known of it', (state, values) => {
  expect(hourState(values)).toBe(state);
});
