import { expect, it } from 'vitest';
import { Weather } from '../world/weather.ts';

it('storage that was slow until a moment ago counts as slow for what it was asked then', () => {
  const weather = new Weather();
  const slow = { kind: 'slowStorage', mostMilliseconds: 20_000, from: 0, until: 100 } as const;
  weather.begin(slow);
  expect(weather.slowestMillisecondsSince(0)).toBe(20_000);
  weather.end(slow);
  expect(weather.slowestMilliseconds).toBeUndefined();
  expect(weather.slowestMillisecondsSince(90)).toBe(20_000);
  expect(weather.slowestMillisecondsSince(101)).toBe(0);
});
