/** A clock whose waits are over at once: what paces pages for real Graph's limits would be all that is measured. */

import { systemClock } from '../../src/adapters/system.ts';
import type { Clock } from '../../src/ports/clock.ts';

/** Real time, that much later for every wait; code that looks at the time after a wait finds it passed. */
export function createImpatientClock(): Clock {
  let skippedMilliseconds = 0;
  return {
    now: () => new Date(systemClock.now().getTime() + skippedMilliseconds),
    async sleep(milliseconds, signal) {
      signal?.throwIfAborted();
      skippedMilliseconds += Math.max(0, milliseconds);
    },
    withDeadline: systemClock.withDeadline,
  };
}
