/** The measured places of docs/performance.md, which no hand writes. */

import type { Result } from './report.ts';
import { type TextTable, tablesOf } from './table.ts';

/** docs/performance.md has no place, or an unfinished one, for a measurement. */
export class PageError extends Error {
  override readonly name = 'PageError';
}

/** On what and when a run was made: `2 virtual cores, Node 24.21.0, …`. */
export type Circumstances = string;

/**
 * The page with the results in their places: between `<!-- measured: name -->` and `<!-- end -->`.
 * Results of earlier runs stay where this run measured nothing.
 * @throws {PageError} when a result has no place.
 */
export function withResults(
  page: string,
  results: ReadonlyArray<Result>,
  circumstances: Circumstances,
): string {
  return results.reduce((text, result) => withResult(text, result, circumstances), page);
}

function withResult(page: string, { measurement, findings }: Result, circumstances: Circumstances): string {
  const begin = `<!-- measured: ${measurement.name} -->`;
  const end = '<!-- end -->';
  const from = page.indexOf(begin);
  const to = page.indexOf(end, from);
  if (from < 0 || to < 0) throw new PageError(`there is no place between ${begin} and ${end}`);
  const measured = [...tablesOf(findings).map(markdownTable), `Measured on ${circumstances}.`].join('\n\n');
  return `${page.slice(0, from + begin.length)}\n\n${measured}\n\n${page.slice(to)}`;
}

function markdownTable({ header, rows }: TextTable): string {
  const alignment = header.map((_, column) => (column === 0 ? '---' : '---:'));
  return [header, alignment, ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
