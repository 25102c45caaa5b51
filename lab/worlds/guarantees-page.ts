/** The figures of the simulation in docs/guarantees.md, which no hand writes. */

import { RULES } from './checker/violation.ts';
import { figureLines } from './report.ts';
import type { Tallies } from './world/tallies.ts';

const BEGIN = '<!-- simulated worlds -->';
const END = '<!-- end of simulated worlds -->';

const NEW_PAGE = `# Guarantees\n\n## Simulated worlds\n\n${BEGIN}\n${END}\n`;

/** docs/guarantees.md has no place for the figures. */
export class PageError extends Error {
  override readonly name = 'PageError';
}

/** The page with the figures between its marks; a new page when there is none. Throws PageError. */
export function withFigures(page: string | undefined, tallies: Tallies, circumstances: string): string {
  const text = page ?? NEW_PAGE;
  const from = text.indexOf(BEGIN);
  const to = text.indexOf(END, from);
  if (from < 0 || to < 0) throw new PageError(`docs/guarantees.md has no place between ${BEGIN} and ${END}`);
  const rules = Object.values(RULES).map((meaning) => `| ${meaning} | 0 |`);
  const figures = figureLines(tallies).map(([name, count]) => `| ${name} | ${count} |`);
  const tables = [
    '| never | times broken |\n| --- | ---: |',
    ...rules,
    '',
    '| what happened | |\n| --- | ---: |',
    ...figures,
  ].join('\n');
  return `${text.slice(0, from + BEGIN.length)}\n\n${tables}\n\n${circumstances}\n\n${text.slice(to)}`;
}
