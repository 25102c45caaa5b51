/** Spaces out requests that Graph limits to 40 in 20 s: those for one call record, and those for the list of all. */

import { type Clock, isBelievable } from '../../ports/clock.ts';
import { sleepUntil } from './sleep-until.ts';

/** Hands out turns: each request waits for its own, and says when it leaves. */
export interface Pace {
  turn(signal: AbortSignal): Promise<void>;
  /** What a request waits for after its turn must not bring it closer to the next one. */
  left(): void;
}

/** The first `unpaced` turns come at once; each later one comes an interval after the turn before it. */
export function createPace(clock: Clock, intervalMilliseconds: number, unpaced: number): Pace {
  let turns = 0;
  let next = clock.now();
  const intervalAfter = (instant: Date) => new Date(instant.getTime() + intervalMilliseconds);
  return {
    async turn(signal) {
      turns += 1;
      const now = clock.now();
      // A clock that was set back must not make everybody wait for as long.
      const mine = turns > unpaced && next > now && isBelievable(next, now) ? next : now;
      // At once, so that who comes while this one waits gets another turn.
      next = intervalAfter(mine);
      await sleepUntil(clock, mine, signal);
    },
    left() {
      const soonest = intervalAfter(clock.now());
      if (soonest > next || !isBelievable(next, soonest)) next = soonest;
    },
  };
}
