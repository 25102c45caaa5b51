// Time, given to the host from outside so that a test decides when it passes.
import { setTimeout as delay } from 'node:timers/promises';

export interface Clock {
  now(): Date;
  /** Resolves after that time, or at once when `signal` is aborted; it never rejects. */
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>;
}

/** `setTimeout` counts in 32 bits: longer waits would end immediately. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

export const systemClock: Clock = {
  now: () => new Date(),
  sleep: async (milliseconds, signal) => {
    for (let left = milliseconds; left > 0 && !signal.aborted; left -= LONGEST_TIMER_MS) {
      await delay(Math.min(left, LONGEST_TIMER_MS), undefined, { signal }).catch(() => undefined);
    }
  },
};

/** Whether `work` ends in time; if not, it goes on unwatched. Rejects as `work` does. */
export async function endsWithin(work: Promise<unknown>, limitMs: number, clock: Clock): Promise<boolean> {
  const done = new AbortController();
  try {
    const late = clock.sleep(limitMs, done.signal).then(() => false);
    return await Promise.race([work.then(() => true), late]);
  } finally {
    done.abort();
  }
}
