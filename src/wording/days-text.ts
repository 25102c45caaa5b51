/** How several days read in a line of text. */

import { type Day, daysFrom } from '../language/day.ts';

/** A run of more days is named by its first and last. */
const MOST_NAMED = 2;

/** `2026-11-17 to 2026-11-21, 2026-11-23`, of days in order. */
export function daysText(days: ReadonlyArray<Day>): string {
  const runs: Array<Array<Day>> = [];
  for (const day of days) {
    const run = runs.at(-1);
    const before = run?.at(-1);
    if (before !== undefined && [...daysFrom(before, day)].length === 2) run?.push(day);
    else runs.push([day]);
  }
  return runs.flatMap((run) => (run.length > MOST_NAMED ? [`${run[0]} to ${run.at(-1)}`] : run)).join(', ');
}
