/** What a run prints and what it writes into docs/performance.md: the same tables. */

import { markdownTable } from 'markdown-table';
import { exceededCounts, type Finding, type Measurement } from './measurement.ts';
import { tablesOf } from './table.ts';

export interface Result {
  readonly measurement: Pick<Measurement, 'name' | 'title'>;
  readonly findings: ReadonlyArray<Finding>;
}

export function report({ measurement, findings }: Result): string {
  return [measurement.title, ...markdownTables(findings)].join('\n\n').concat('\n');
}

/** The limits that a run exceeded, a line each; empty when it kept them all. */
export function exceededLimits(results: ReadonlyArray<Result>): ReadonlyArray<string> {
  return results.flatMap(({ measurement, findings }) =>
    exceededCounts(findings).map(
      ({ what, count, limit, unit }) => `${measurement.title}: ${what}: ${count} ${unit}, at most ${limit}`,
    ),
  );
}

/** docs/performance.md has no place, or an unfinished one, for a measurement. */
export class PageError extends Error {
  override readonly name = 'PageError';
}

/**
 * The page with the results in their places: between `<!-- measured: name -->` and `<!-- end -->`. Results of earlier
 * runs stay where this run measured nothing. `circumstances` says on what and when a run was made.
 * @throws {PageError} when a result has no place.
 */
export function withResults(page: string, results: ReadonlyArray<Result>, circumstances: string): string {
  return results.reduce((text, { measurement, findings }) => {
    const begin = `<!-- measured: ${measurement.name} -->`;
    const end = '<!-- end -->';
    const from = text.indexOf(begin);
    const to = text.indexOf(end, from);
    if (from < 0 || to < 0) throw new PageError(`there is no place between ${begin} and ${end}`);
    const measured = [...markdownTables(findings), `Measured on ${circumstances}.`].join('\n\n');
    return `${text.slice(0, from + begin.length)}\n\n${measured}\n\n${text.slice(to)}`;
  }, page);
}

function markdownTables(findings: ReadonlyArray<Finding>): ReadonlyArray<string> {
  return tablesOf(findings).map(({ header, rows }) =>
    markdownTable([header, ...rows], {
      align: header.map((_, column) => (column === 0 ? '' : 'right')),
    }),
  );
}
