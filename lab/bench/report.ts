/** What a run prints. */

import { exceededCounts, type Finding, type Measurement } from './measurement.ts';
import { type TextTable, tablesOf } from './table.ts';

export interface Result {
  readonly measurement: Measurement;
  readonly findings: ReadonlyArray<Finding>;
}

export function report({ measurement, findings }: Result): string {
  return [measurement.title, ...tablesOf(findings).map(plainTable)].join('\n\n').concat('\n');
}

/** The limits that a run exceeded, a line each; empty when it kept them all. */
export function exceededLimits(results: ReadonlyArray<Result>): ReadonlyArray<string> {
  return results.flatMap(({ measurement, findings }) =>
    exceededCounts(findings).map(
      ({ what, count, limit, unit }) => `${measurement.title}: ${what}: ${count} ${unit}, at most ${limit}`,
    ),
  );
}

/** Columns side by side, numbers to the right. */
function plainTable({ header, rows }: TextTable): string {
  const lines = [header, ...rows];
  const widths = header.map((_, column) => Math.max(...lines.map((cells) => (cells[column] ?? '').length)));
  return lines
    .map((cells) =>
      cells
        .map((cell, column) =>
          column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
        )
        .join('  ')
        .trimEnd(),
    )
    .map((line) => `  ${line}`)
    .join('\n');
}
