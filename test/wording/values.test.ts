import { expect, test } from 'vitest';
import { counted, duration, inWords } from '../../src/wording/values.ts';

test.each([
  [1834.78, '0:30:35'],
  [59.6, '0:01:00'],
  [90_061, '25:01:01'],
  [-61, '-0:01:01'],
  [-0.2, '0:00:00'],
  [undefined, ''],
])('%j seconds are %j', (seconds, text) => {
  expect(duration(seconds)).toBe(text);
});

test('one is singular', () => {
  expect([0, 1, 1204].map((count) => counted(count, 'session'))).toEqual([
    '0 sessions',
    '1 session',
    '1,204 sessions',
  ]);
});

test.each([
  ['packetLossHigh', 'packet loss high'],
  ['peerToPeer', 'peer to peer'],
  ['unknown', 'unknown'],
  ['', ''],
])('the value %j reads %j', (value, words) => {
  expect(inWords(value)).toBe(words);
});
