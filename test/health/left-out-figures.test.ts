/** What status, the doctor and the explorer say of exclusions and erasures. */

import { expect, test } from 'vitest';
import { leftOutFigures } from '../../src/health/status-figures.ts';

const NONE = { exclusions: 0, exclusionsUnfinished: 0, erasures: 0, erasuresUnfinished: 0 };
const NOW = new Date('2026-11-24T09:00:00Z');

test('says how many exclusions are in force and erasures were asked for, and how many are not finished', () => {
  const figures = { exclusions: 3, exclusionsUnfinished: 1, erasures: 2, erasuresUnfinished: 0 };
  expect(leftOutFigures(figures, NOW)).toEqual([
    ['exclusions', '3 in force, 1 not finished: under way'],
    ['erasures', '2 asked for, all finished'],
  ]);
});

test('says nothing of what was never asked for', () => {
  expect(leftOutFigures(NONE, NOW)).toEqual([]);
});

test('says of one that waits for the hour between two passes how long it waits', () => {
  const erasuresGoOnAt = new Date('2026-11-24T09:47:00Z');
  expect(leftOutFigures({ ...NONE, erasures: 1, erasuresUnfinished: 1, erasuresGoOnAt }, NOW)).toEqual([
    ['erasures', '1 asked for, 1 not finished: the timer looks again in 47 min'],
  ]);
});
