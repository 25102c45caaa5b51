import { expect, test } from 'vitest';
import { counted, duration, inWords, percentBeside } from '../../src/wording/values.ts';

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

test.each([
  [0.0301, 0.03, '3.01 %'],
  [0.030_001, 0.03, '3.0001 %'],
  [0.0351, 0.03, '3.5 %'],
  [0.0299, 0.03, '3.0 %'],
  [0.03, 0.03, '3.0 %'],
  [0.0301, undefined, '3.0 %'],
])('a share of %d beside a target of %d is %j: above it is never as much', (share, target, text) => {
  expect(percentBeside(share, target)).toBe(text);
});
