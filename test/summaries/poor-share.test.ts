import { describe, expect, it } from 'vitest';
import { isAboveTarget, poorShareLowerBound, wilsonLowerBound } from '../../src/summaries/poor-share.ts';

describe('the lower end of the interval of a share', () => {
  // Newcombe, Statistics in Medicine 17 (1998), 857–872, table I, method 3: 95 %.
  it.each([
    [81, 263, 0.2553],
    [15, 148, 0.0624],
    [0, 20, 0],
    [1, 29, 0.0061],
  ])('is for %i of %i as published: %f', (hits, trials, published) => {
    expect(wilsonLowerBound(hits, trials, 1.959964)).toBeCloseTo(published, 4);
  });

  it('is what solves the score equation, for 99 %', () => {
    const bound = poorShareLowerBound({ good: 90, poor: 10 });
    expect((0.1 - bound) / Math.sqrt((bound * (1 - bound)) / 100)).toBeCloseTo(2.5758, 6);
  });

  it('is 0 where nothing was counted, and below the share where all was poor', () => {
    expect(poorShareLowerBound({ good: 0, poor: 0 })).toBe(0);
    expect(poorShareLowerBound({ good: 0, poor: 20 })).toBeCloseTo(0.751, 3);
  });
});

describe('a share of poor streams', () => {
  it('is above the target when chance hardly explains it', () => {
    expect(isAboveTarget({ good: 180, poor: 20, people: 12 }, 0.03)).toBe(true);
  });

  it('is not above the target when chance may explain it', () => {
    expect(isAboveTarget({ good: 95, poor: 5, people: 12 }, 0.03)).toBe(false);
  });

  it.each([
    ['fewer than twenty streams', { good: 0, poor: 19, people: 12 }],
    ['fewer than five people', { good: 0, poor: 200, people: 4 }],
  ])('says nothing for %s', (_few, counts) => {
    expect(isAboveTarget(counts, 0.03)).toBe(false);
  });
});
