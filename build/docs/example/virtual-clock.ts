/** Time of the example: it passes when somebody waits for it or says so. */

import type { Clock } from '../../../src/ports/clock.ts';

export interface VirtualClock extends Clock {
  /** Moves to a later instant; an earlier one changes nothing. */
  moveTo(instant: Date): void;
}

export function createVirtualClock(start: Date): VirtualClock {
  let now = start.getTime();
  return {
    now: () => new Date(now),
    async sleep(milliseconds, signal) {
      signal?.throwIfAborted();
      now += Math.max(0, milliseconds);
    },
    // Nothing takes long here.
    withDeadline: (_, work) => work(new AbortController().signal),
    moveTo(instant) {
      now = Math.max(now, instant.getTime());
    },
  };
}
