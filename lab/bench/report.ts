/** What a run prints and what it writes into docs/performance.md: the same tables. */

import { markdownTable } from 'markdown-table';
import type { FindingsTable } from './findings.ts';
import type { Measurement } from './workbench.ts';

export interface Result {
  readonly measurement: Pick<Measurement, 'name' | 'title'>;
  readonly tables: ReadonlyArray<FindingsTable>;
}

export function report({ measurement, tables }: Result): string {
  return [measurement.title, ...tables.map(toMarkdown)].join('\n\n').concat('\n');
}

/** The limits that a run exceeded, a line each; empty when it kept them all. */
export function exceededLimits(results: ReadonlyArray<Result>): ReadonlyArray<string> {
  return results.flatMap(({ measurement, tables }) =>
    tables.flatMap(({ exceeded = [] }) => exceeded.map((line) => `${measurement.title}: ${line}`)),
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
  return results.reduce((text, { measurement, tables }) => {
    const begin = `<!-- measured: ${measurement.name} -->`;
    const end = '<!-- end -->';
    const from = text.indexOf(begin);
    const to = text.indexOf(end, from);
    if (from < 0 || to < 0) throw new PageError(`there is no place between ${begin} and ${end}`);
    const measured = [...tables.map(toMarkdown), `Measured on ${circumstances}.`].join('\n\n');
    return `${text.slice(0, from + begin.length)}\n\n${measured}\n\n${text.slice(to)}`;
  }, page);
}

function toMarkdown({ header, rows }: FindingsTable): string {
  return markdownTable([header, ...rows], {
    align: header.map((_, column) => (column === 0 ? '' : 'right')),
  });
}
