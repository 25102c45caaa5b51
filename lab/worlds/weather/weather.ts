/** Something that goes wrong in a world, or is done to it. Each kind is a function beside this file that makes one. */

import type { SimulatedWorld } from '../world/world.ts';

export interface Weather {
  /** For readers. */
  readonly words: string;
  /** Seconds from the beginning of the world. */
  readonly from: number;
  /** When it ends; undefined for what happens at once. */
  readonly until?: number;
  readonly begin: (world: SimulatedWorld) => void;
}

/** In seconds from the beginning of the world. */
export interface During {
  readonly from: number;
  readonly until: number;
}
