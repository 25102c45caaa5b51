/** Findings as tables of text, the same for the terminal and for docs/performance.md. */

import type { Breakdown, Comparison, Count, Finding, Unit } from './measurement.ts';
import { median, percentile } from './statistics.ts';

export interface TextTable {
  readonly header: ReadonlyArray<string>;
  readonly rows: ReadonlyArray<ReadonlyArray<string>>;
}

/** One table for each kind of finding there is; comparisons with different things stand apart. */
export function tablesOf(findings: ReadonlyArray<Finding>): ReadonlyArray<TextTable> {
  const comparisons = findings.filter(({ kind }) => kind === 'comparison') as ReadonlyArray<Comparison>;
  const counts = findings.filter(({ kind }) => kind === 'count') as ReadonlyArray<Count>;
  const breakdowns = findings.filter(({ kind }) => kind === 'breakdown') as ReadonlyArray<Breakdown>;
  const byRival = Map.groupBy(comparisons, ({ against }) => against);
  return [
    ...[...byRival].map(([against, compared]) => comparisonTable(against, compared)),
    ...(counts.length > 0 ? [countTable(counts)] : []),
    ...breakdowns.map(breakdownTable),
  ];
}

function comparisonTable(against: string, comparisons: ReadonlyArray<Comparison>): TextTable {
  const hasAim = comparisons.some(({ aim }) => aim !== undefined);
  return {
    header: ['', 'ours', against, 'ratio', 'middle half', ...(hasAim ? ['aim'] : [])],
    rows: comparisons.map(({ what, unit, ours, bare, ratios, aim }) => [
      what,
      amount(ours, unit),
      amount(bare, unit),
      median(ratios).toFixed(2),
      middleHalf(ratios),
      ...(hasAim ? [aim ?? ''] : []),
    ]),
  };
}

/** A ratio that stands for itself spans nothing. */
function middleHalf(ratios: ReadonlyArray<number>): string {
  if (ratios.length === 1) return '';
  return `${percentile(ratios, 0.25).toFixed(2)} – ${percentile(ratios, 0.75).toFixed(2)}`;
}

function countTable(counts: ReadonlyArray<Count>): TextTable {
  return {
    header: ['', 'counted', 'at most'],
    rows: counts.map(({ what, unit, count, limit }) => [
      what,
      amount(count, unit),
      limit === undefined ? '' : `${amount(limit, unit)}${count > limit ? ' (exceeded)' : ''}`,
    ]),
  };
}

function breakdownTable({ what, unit, columns, parts }: Breakdown): TextTable {
  return {
    header: [what, ...columns],
    rows: parts.map(({ name, amounts }) => [
      name,
      ...amounts.map((value) => (value === 0 ? '' : amount(value, unit))),
    ]),
  };
}

function amount(value: number, unit: Unit): string {
  switch (unit) {
    case 'ms':
      return `${value.toFixed(value < 10 ? 2 : value < 100 ? 1 : 0)} ms`;
    case 'per second':
      return `${value.toFixed(1)} / s`;
    case 'dollars':
      return `$${value.toFixed(2)}`;
    case 'bytes':
      return `${(value / 1_000_000).toFixed(2)} MB`;
    case 'requests':
      return String(value);
  }
}
