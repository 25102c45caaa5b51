/** What measurements find, as tables of text: the same for the terminal and for docs/performance.md. */

import { type Comparison, median, percentile, type Unit } from './rounds.ts';

export interface FindingsTable {
  readonly header: ReadonlyArray<string>;
  readonly rows: ReadonlyArray<ReadonlyArray<string>>;
  /** The counts beyond their limits, in words; empty when all keep them. */
  readonly exceeded?: ReadonlyArray<string>;
}

/** Ours beside what it is compared with: "bare sends". Never a verdict. */
export function comparisonTable(against: string, comparisons: ReadonlyArray<Comparison>): FindingsTable {
  const hasAim = comparisons.some(({ aim }) => aim !== undefined);
  return {
    header: ['', 'ours', against, 'ratio', 'middle half', ...(hasAim ? ['aim'] : [])],
    rows: comparisons.map(({ what, unit, ours, bare, ratios, aim = '' }) => [
      what,
      amount(ours, unit),
      amount(bare, unit),
      median(ratios).toFixed(2),
      middleHalf(ratios),
      ...(hasAim ? [aim] : []),
    ]),
  };
}

/** A ratio that stands for itself spans nothing. */
function middleHalf(ratios: ReadonlyArray<number>): string {
  if (ratios.length === 1) return '';
  return `${percentile(ratios, 0.25).toFixed(2)} – ${percentile(ratios, 0.75).toFixed(2)}`;
}

/** Something that does not depend on the machine. Where it has a limit, the bench fails beyond it. */
export type Count = readonly [what: string, unit: Unit, count: number, limit?: number];

export function countTable(counts: ReadonlyArray<Count>): FindingsTable {
  const isExceeded = ([, , count, limit = count]: Count) => count > limit;
  return {
    header: ['', 'counted', 'at most'],
    rows: counts.map((counted) => {
      const [what, unit, count, limit] = counted;
      const most = limit === undefined ? '' : amount(limit, unit);
      return [what, amount(count, unit), isExceeded(counted) ? `${most} (exceeded)` : most];
    }),
    exceeded: counts
      .filter(isExceeded)
      .map(([what, unit, count, limit]) => `${what}: ${count} ${unit}, at most ${limit}`),
  };
}

/** How often each thing has each part: a column for each thing, a row for each part. */
export function partsTable(
  what: string,
  things: Readonly<Record<string, ReadonlyArray<string>>>,
): FindingsTable {
  const parts = Object.values(things);
  const numberOf = (part: string) => (all: ReadonlyArray<string>) =>
    all.filter((each) => each === part).length || '';
  return {
    header: [what, ...Object.keys(things)],
    rows: [...new Set(parts.flat())].map((part) => [part, ...parts.map(numberOf(part)).map(String)]),
  };
}

function amount(value: number, unit: Unit): string {
  switch (unit) {
    case 'ms':
      return `${value.toFixed(value < 10 ? 2 : value < 100 ? 1 : 0)} ms`;
    case 'per second':
      return `${value.toFixed(1)} / s`;
    case 'percent':
      return `${value.toFixed(1)} %`;
    case 'dollars':
      return `$${value.toFixed(2)}`;
    case 'bytes':
      return value < 10_000 ? `${value} bytes` : `${(value / 1_000_000).toFixed(2)} MB`;
    case 'requests':
      return String(value);
  }
}
