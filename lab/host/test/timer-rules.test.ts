import { expect, test } from 'vitest';
import { runsWithinAMinute } from '../timer-rules.ts';

test('a schedule that comes twice within a minute is told from one that comes every minute', () => {
  const from = new Date('2026-11-23T16:55:30Z');
  expect(runsWithinAMinute('*/30 * * * * *', from)).toBe(true);
  expect(runsWithinAMinute('0 * * * * *', from)).toBe(false);
});
