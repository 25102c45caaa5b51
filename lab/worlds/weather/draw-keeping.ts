/** How KEEP_DAYS is set in the course of a world that lasts for days. */

import type { Random } from '../../random.ts';
import { DAY, MINUTE } from '../plan/plan.ts';
import type { WeatherOptions } from './draw.ts';
import { keeping, keepingForEver } from './keeping.ts';
import type { Weather } from './weather.ts';

/** As the setting allows. */
const FEWEST_DAYS = 3;

type Story = (random: Random, days: number, lastCallAt: number) => ReadonlyArray<Weather>;

const STORIES: readonly [Story, ...Array<Story>] = [
  (random, days, lastCallAt) => [keeping(days, random.integer(0, lastCallAt))],
  (random, days, lastCallAt) => {
    const at = random.integer(0, lastCallAt);
    return [
      keeping(days + random.integer(1, 4), at),
      keeping(days, random.integer(at, lastCallAt), 'shortened'),
    ];
  },
  (random, days, lastCallAt) => {
    const at = random.integer(0, lastCallAt);
    const longerAt = random.integer(at, lastCallAt);
    const shortAgain = keeping(days, random.integer(longerAt, lastCallAt), 'shortened');
    return [
      keeping(days, at),
      keeping(days + random.integer(1, 4), longerAt, 'lengthened'),
      ...(random.chance(0.5) ? [shortAgain] : []),
    ];
  },
  (random, days, lastCallAt) => {
    const at = random.integer(0, lastCallAt);
    const corrected = at + random.integer(10 * MINUTE, DAY - 2 * 60 * MINUTE);
    return [keeping(days, at, 'mistyped'), keeping(10 * days, corrected, 'corrected')];
  },
  (random, days, lastCallAt) => {
    const at = random.integer(0, lastCallAt);
    const unsetAt = random.integer(at, lastCallAt);
    const setAgain = keeping(days, random.integer(unsetAt, lastCallAt));
    return [keeping(days, at), keepingForEver(unsetAt), ...(random.chance(0.5) ? [setAgain] : [])];
  },
];

/** Nothing where calls are too young to expire. */
export function keepings(random: Random, { size, lastCallAt }: WeatherOptions): ReadonlyArray<Weather> {
  if (lastCallAt < FEWEST_DAYS * DAY) return [];
  const days = random.integer(FEWEST_DAYS, size === 'month' ? 12 : 5);
  return random.pick(STORIES)(random, days, lastCallAt);
}
