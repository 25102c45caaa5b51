import { describe, expect, it } from 'vitest';
import { chanceOf } from '../causes/chance.ts';

describe('how probable so many hits or more are by chance', () => {
  it.each([
    [0, 20, 0.03, 1],
    [1, 1, 0.03, 0.03],
    [1, 20, 0.03, 1 - 0.97 ** 20],
    [20, 20, 0.5, 0.5 ** 20],
    // All but 0, 1 and 2 hits, written out.
    [3, 20, 0.03, 1 - 0.97 ** 20 - 20 * 0.03 * 0.97 ** 19 - 190 * 0.03 ** 2 * 0.97 ** 18],
  ])('is for %i of %i where each has %f: %f', (hits, trials, probability, chance) => {
    expect(chanceOf(hits, trials, probability)).toBeCloseTo(chance, 12);
  });

  // Clopper and Pearson: the lower end for 81 of 263 at 95 % is 0.2527 (Newcombe, Statistics in Medicine 17 (1998), table I).
  it('is half of five percent at the lower end of the published interval', () => {
    expect(chanceOf(81, 263, 0.2527)).toBeCloseTo(0.025, 3);
  });

  it('is about a half at the expected number of a hundred thousand trials', () => {
    expect(chanceOf(3_000, 100_000, 0.03)).toBeCloseTo(0.5, 2);
  });
});
