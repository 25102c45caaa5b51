import { expect, test } from 'vitest';
import { MOST_PERCENT_THROTTLED, workedOff } from '../graph-limit.ts';

test('forty instances with a full queue use what Graph allows, and have at most 5 % of their requests refused', async () => {
  const { records, answers, throttled } = await workedOff(40);
  expect((100 * throttled) / answers).toBeLessThanOrEqual(MOST_PERCENT_THROTTLED);
  // Two requests each, of 1,500 in 20 s.
  expect(records).toBeGreaterThan(0.9 * 100 * 37.5);
}, 120_000);
