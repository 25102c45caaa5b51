/** The figures of the simulation in docs/guarantees.md, which are never written by hand. */

import { RULES } from '../worlds/checker/violation.ts';
import { figureLines, type Tallies } from '../worlds/world/tallies.ts';

const PLACE = /(?<=<!-- simulated worlds -->\n)[\s\S]*(?=<!-- end of simulated worlds -->)/;

/** The page with the figures between its marks. Throws when the page has none. */
export function withFigures(page: string, tallies: Tallies, circumstances: string): string {
  if (!PLACE.test(page)) throw new Error(`docs/guarantees.md has no place for the figures: ${PLACE.source}`);
  const rules = Object.values(RULES).map((meaning) => `| ${meaning} | 0 |`);
  const figures = figureLines(tallies).map(([name, count]) => `| ${name} | ${count} |`);
  const lines = [
    '| never | times broken |\n| --- | ---: |',
    ...rules,
    '\n| what happened | |\n| --- | ---: |',
    ...figures,
    `\n${circumstances}\n\n`,
  ];
  return page.replace(PLACE, () => `\n${lines.join('\n')}`);
}
