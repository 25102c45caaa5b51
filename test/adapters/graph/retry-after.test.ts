import { expect, test } from 'vitest';
import { retryAt } from '../../../src/adapters/graph/retry-after.ts';

const NOW = new Date('2026-11-23T09:00:00.000Z');

function delaySeconds(retryAfter: string | undefined, date?: string): number | undefined {
  const instant = retryAt({ retryAfter, date }, NOW);
  return instant === undefined ? undefined : (instant.getTime() - NOW.getTime()) / 1_000;
}

test.each([
  ['whole seconds', '12', 12],
  ['a fraction, as Graph sends it', '2.128', 2.128],
  ['a fraction below a millisecond, which is rounded up', '2.1281', 2.129],
  ['a list, of which the greatest counts', '60,120', 120],
  ['a list in another order', '120, 60', 120],
  ['a date', 'Mon, 23 Nov 2026 09:00:45 GMT', 45],
  ['a list of dates', 'Mon, 23 Nov 2026 09:00:45 GMT, Mon, 23 Nov 2026 09:01:30 GMT', 90],
  ['a date beside seconds', '10, Mon, 23 Nov 2026 09:00:45 GMT', 45],
  ['something unreadable beside seconds', 'soon, 7', 7],
])('Retry-After is read as %s', (_form, header, seconds) => {
  expect(delaySeconds(header)).toBe(seconds);
});

test.each([
  undefined,
  '',
  ' ',
  ',',
  'soon',
  '-5',
  '+5',
  '5s',
  '1e3',
  '0x10',
  'Infinity',
  '5.',
  '0',
  'Mon, 23 Nov 2026 08:59:00 GMT',
  'Mon, 45 Xyz 2026 09:00:45 GMT',
  '2026-11-23T09:00:45Z',
])('Retry-After %j names no time to come back', (header) => {
  expect(delaySeconds(header)).toBeUndefined();
});

test('a date is counted by the clock of the server, so that a slow clock of ours does not come early', () => {
  const serverIsAnHourAhead = 'Mon, 23 Nov 2026 10:00:00 GMT';
  expect(delaySeconds('Mon, 23 Nov 2026 10:00:30 GMT', serverIsAnHourAhead)).toBe(30);
  const serverIsAnHourBehind = 'Mon, 23 Nov 2026 08:00:00 GMT';
  expect(delaySeconds('Mon, 23 Nov 2026 08:00:30 GMT', serverIsAnHourBehind)).toBe(30);
});

test('a broken header cannot park the tenant for longer than a day', () => {
  expect(delaySeconds('999999999999999')).toBe(86_400);
  expect(delaySeconds('Mon, 23 Nov 2099 09:00:45 GMT')).toBe(86_400);
});
