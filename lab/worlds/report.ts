/** The figures of many worlds, for the command line and for docs/guarantees.md. */

import { TALLIES, type Tallies } from './world/tallies.ts';

/** One line a figure. */
export function figureLines(tallies: Tallies): ReadonlyArray<readonly [name: string, count: string]> {
  return (Object.keys(TALLIES) as Array<keyof Tallies>).map((tally) => [
    TALLIES[tally],
    Math.round(tallies[tally]).toLocaleString('en-US'),
  ]);
}

export function reportText(tallies: Tallies, broken: number): string {
  const lines = figureLines(tallies);
  const width = Math.max(...lines.map(([name]) => name.length));
  const verdict = broken === 0 ? 'no rule was broken' : `rules were broken in ${broken} worlds`;
  return [...lines.map(([name, count]) => `${name.padEnd(width)}  ${count.padStart(12)}`), '', verdict].join(
    '\n',
  );
}
