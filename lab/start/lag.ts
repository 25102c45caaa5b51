/** How long it takes from notification to stored. */

export interface Lag {
  readonly medianSeconds: number;
  readonly p95Seconds: number;
}

/** Undefined when nothing was stored yet. */
export function lagOf(seconds: ReadonlyArray<number>): Lag | undefined {
  const sorted = [...seconds].sort((a, b) => a - b);
  const medianSeconds = nearestRank(sorted, 0.5);
  const p95Seconds = nearestRank(sorted, 0.95);
  return medianSeconds === undefined || p95Seconds === undefined ? undefined : { medianSeconds, p95Seconds };
}

/** A value that was measured, never one between two. */
function nearestRank(sorted: ReadonlyArray<number>, share: number): number | undefined {
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
}
