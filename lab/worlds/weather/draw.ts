/** What every kind of weather is drawn with. */

import type { Random, Weighted } from '../../random.ts';
import type { WorldSize } from '../plan/frame.ts';
import { DAY, HOUR, MINUTE } from '../plan/plan.ts';
import type { Weather } from './weather.ts';

export interface WeatherOptions {
  readonly size: WorldSize;
  readonly lastCallAt: number;
  readonly lastsUntil: number;
}

export type Draw = (random: Random, options: WeatherOptions) => ReadonlyArray<Weather>;

export const OUTAGE_SECONDS: Weighted<readonly [least: number, most: number]> = [
  [[5 * MINUTE, HOUR], 70],
  [[HOUR, 6 * HOUR], 25],
  [[6 * HOUR, DAY], 4],
  [[DAY, 8 * DAY], 1],
];

/** Up to so many, each at some time before that second. */
export function several(
  random: Random,
  most: number,
  before: number,
  draw: (at: number) => Weather,
): ReadonlyArray<Weather> {
  return Array.from({ length: random.integer(1, most) }, () => draw(random.integer(0, before)));
}
