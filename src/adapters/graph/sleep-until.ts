/** Waits for an instant, never less. */

import type { Clock } from '../../ports/clock.ts';

/**
 * Resolves at or after the instant: timers may fire a little early, so the clock has the last word. One that is set back
 * meanwhile does not make anybody wait for as long again.
 */
export async function sleepUntil(clock: Clock, instant: Date, signal: AbortSignal): Promise<void> {
  const leftNow = () => instant.getTime() - clock.now().getTime();
  let before = Number.POSITIVE_INFINITY;
  for (let left = leftNow(); left > 0 && left < before; left = leftNow()) {
    before = left;
    await clock.sleep(left, signal);
  }
}
