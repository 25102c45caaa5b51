import { expect, test } from 'vitest';
import { longestPauseMs } from '../../src/language/ncrontab.ts';

test.each([
  ['* * * * * *', 1],
  ['*/2 * * * * *', 2],
  ['0 * * * * *', 60],
  ['*/90 * * * * *', 60],
  ['10,50 * * * * *', 40],
  ['0 */5 * * * *', 300],
  ['30 5/10 * * * *', 600],
  ['0 0,1 * * * *', 59 * 60],
  ['0 0 */6 * * *', 6 * 3_600],
  ['0 */5 9-17 * * *', 15 * 3_600 + 300],
  ['0 30 12 * * *', 86_400],
  ['0 * * * * Sun-Sat', 60],
  ['0 * * 1-31 Jan-Dec *', 60],
])('the longest pause of %s is %d seconds', (schedule, seconds) => {
  expect(longestPauseMs(schedule)).toBe(seconds * 1_000);
});

test.each(['0 * * * * Mon-Fri', '0 * * 1 * *', '0 * * * January *'])(
  '%s has days without a run',
  (schedule) => {
    expect(longestPauseMs(schedule)).toBe(Number.POSITIVE_INFINITY);
  },
);
