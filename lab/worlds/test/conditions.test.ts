import { expect, it } from 'vitest';
import { Conditions } from '../world/conditions.ts';

it('storage that was slow until a moment ago counts as slow for what it was asked then', () => {
  let second = 50;
  const conditions = new Conditions(() => second);
  conditions.slowStorage.push({ mostMilliseconds: 20_000, until: 100 });
  expect(conditions.slowestMilliseconds()).toBe(20_000);
  second = 101;
  expect(conditions.slowestMilliseconds()).toBe(0);
  expect(conditions.slowestMilliseconds(90)).toBe(20_000);
  expect(conditions.slowestMilliseconds(101)).toBe(0);
});
