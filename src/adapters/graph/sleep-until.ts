/** Waits for an instant, never less. */

import type { Clock } from '../../ports/clock.ts';

/** Resolves at or after the instant: timers may fire a little early, so the clock has the last word. */
export async function sleepUntil(clock: Clock, instant: Date, signal: AbortSignal): Promise<void> {
  let left = instant.getTime() - clock.now().getTime();
  while (left > 0) {
    await clock.sleep(left, signal);
    left = instant.getTime() - clock.now().getTime();
  }
}
