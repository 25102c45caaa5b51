/** A world before it begins: the same plan gives the same world, event by event. */

import type { Weather } from '../weather/weather.ts';
import type { WorldFrame } from './frame.ts';

export interface WorldPlan extends WorldFrame {
  readonly weather: ReadonlyArray<Weather>;
}
