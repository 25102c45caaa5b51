// How long to wait before looking at an empty queue again (RandomizedExponentialBackoffStrategy.cs).

/** QueuePollingIntervals.cs. */
const SHORTEST_POLL_MS = 100;
/** Spreads the looks of many instances: the factor is 0.8 to 1.2. */
const RANDOM_SHARE = 0.2;

export interface PollingBackoff {
  /** Milliseconds to wait after a look that found, or did not find, a message since the last wait. */
  next(foundMessage: boolean): number;
}

/** From 100 ms, doubling up to `longestMs`. `random` gives 0 to 1. */
export function pollingBackoff(longestMs: number, random: () => number = Math.random): PollingBackoff {
  let exponent = 0;
  return {
    next: (foundMessage) => {
      if (foundMessage) exponent = 0;
      const spread = 1 - RANDOM_SHARE + 2 * RANDOM_SHARE * random();
      const waitMs =
        exponent === 0 ? SHORTEST_POLL_MS : SHORTEST_POLL_MS * (1 + spread * 2 ** (exponent - 1));
      if (waitMs >= longestMs) return longestMs;
      exponent += 1;
      return waitMs;
    },
  };
}
