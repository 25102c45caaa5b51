/** What an enumeration found, for readers. */

import type { Enumeration, Failure } from './enumerate.ts';
import type { ScenarioRun } from './run-scenario.ts';
import { atText, pointText } from './watch.ts';

/** `new call: 19 requests; 38 deaths, 33 lost replies, 320 deaths twice in a row`. */
export function sizeText(enumeration: Enumeration): string {
  const { scenario, points } = enumeration.undisturbed;
  const { deaths, lostReplies, pairs } = enumeration;
  const ran = `${deaths} deaths, ${lostReplies} lost replies, ${pairs} deaths twice in a row`;
  return `${scenario.name}: ${points.length} requests; ${ran}`;
}

const WORDS = {
  before: 'the process ends before',
  after: 'the process ends after',
  lost: 'is done and fails for who asked, namely',
  again: 'is done and asked for again, namely',
} as const;

/** What happened at which request. */
export function accidentsText({ strikes, points }: ScenarioRun): string {
  return strikes
    .map(({ request, accident }) => {
      const point = points[request - 1];
      return `${WORDS[accident]} request ${point === undefined ? `${request}, which never left` : pointText(point)}`;
    })
    .join('\n  ');
}

/** The scenario, its accidents, what was wrong, how it came about, and how to see it again. */
export function failureText({ run, what }: Failure): string {
  const { scenario, strikes, journal } = run;
  const from = Math.min(...scenario.watched.map((watched) => watched.from));
  const begins = scenario.plan.startsAt.getTime() + from * 1000;
  const timeline = journal
    .entries()
    .filter(({ at }) => at >= begins)
    .map(({ at, who, tell }) => `  ${new Date(at).toISOString().slice(11, 23)}  ${who}: ${tell()}`);
  return [
    `${scenario.name}:`,
    `  ${accidentsText(run)}`,
    what,
    ...timeline,
    `Again: CRASH_AT=${atText(strikes)} npx vitest run lab/crash -t '${scenario.name}'`,
  ].join('\n');
}
