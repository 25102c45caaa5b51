/** The few statistics that a noisy machine leaves meaningful. */

/** The value below which the given share of the values lies; of several in question the upper one. */
export function percentile(values: ReadonlyArray<number>, share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const value = sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
  if (value === undefined) throw new RangeError('no values, no percentile');
  return value;
}

export function median(values: ReadonlyArray<number>): number {
  return percentile(values, 0.5);
}
