/** Rows of QualitySummaries as the timer writes them. */

import type { Day } from '../../src/language/day.ts';
import { qualitySummaries } from '../../src/tables/declarations/quality-summaries.ts';
import { dayPartition, summaryRowKey } from '../../src/tables/keys.ts';
import { number, TENANT, type TestTerminal, text, time } from './command-in-test.ts';

export type AudioCounts = readonly [good: number, poor: number, unclassified?: number];

export interface SummaryRow {
  readonly dimension: string;
  /** None: the total. */
  readonly value?: string;
  readonly audio: AudioCounts;
  /** Other counts, by their columns; those that are not given are 0. */
  readonly counts?: Readonly<Record<string, number>>;
  readonly digest?: string;
}

const counted = Object.entries(qualitySummaries.columns).flatMap(([name, column]) =>
  column.type === 'Int32' && 'required' in column ? [name] : [],
);

/** Writes rows of a day, `yyyy-MM-dd`. */
export async function writeSummary(
  { write }: TestTerminal,
  day: string,
  rows: ReadonlyArray<SummaryRow>,
): Promise<void> {
  for (const { dimension, value, audio, counts = {}, digest = 'digest' } of rows) {
    const [good, poor, unclassified = 0] = audio;
    const all = {
      ...Object.fromEntries(counted.map((name) => [name, 0])),
      AudioGoodStreamCount: good,
      AudioPoorStreamCount: poor,
      AudioUnclassifiedStreamCount: unclassified,
      ...counts,
    };
    const cells = {
      ...Object.fromEntries(Object.entries(all).map(([name, count]) => [name, number(count)])),
      Dimension: text(dimension),
      ...(value === undefined ? {} : { Value: text(value) }),
      Digest: text(digest),
      SummedAt: time('2026-11-23T09:00:00'),
      RuleSet: text('cqd-2024'),
    };
    const partition = dayPartition(TENANT, day as Day);
    await write('QualitySummaries', summaryRowKey(dimension, value), cells, partition);
  }
}
