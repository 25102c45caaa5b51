/** What an enumeration found, for readers. */

import type { Enumeration } from './enumerate.ts';
import type { Failure } from './run-scenario.ts';
import { pointText, type Strike } from './watch.ts';

/** `new call: 19 requests; 38 deaths, 33 lost replies, 320 pairs of deaths`. */
export function sizeText({ scenario, undisturbed, deaths, lostReplies, pairs }: Enumeration): string {
  const { length } = undisturbed.points;
  return `${scenario.name}: ${length} requests; ${deaths} deaths, ${lostReplies} lost replies, ${pairs} deaths twice in a row`;
}

const WORDS = {
  before: 'the process ends before',
  after: 'the process ends after',
  lost: 'is done and fails for who asked, namely',
  again: 'is done and asked for again, namely',
} as const;

/** What happened at which request. */
export function accidentsText({ strikes, run }: Pick<Failure, 'strikes' | 'run'>): string {
  return strikes
    .map(({ request, accident }) => {
      const point = run.points[request - 1];
      return `${WORDS[accident]} request ${point === undefined ? `${request}, which never left` : pointText(point)}`;
    })
    .join('\n  ');
}

/** The scenario, its accidents, what was wrong, how it came about, and how to see it again. */
export function failureText(failure: Failure): string {
  const { scenario, strikes, what, run } = failure;
  const from = Math.min(...scenario.watched.map((watched) => watched.from));
  const begins = scenario.plan.startsAt.getTime() + from * 1000;
  const timeline = run.journal
    .entries()
    .filter(({ at }) => at >= begins)
    .map(({ at, who, tell }) => `  ${new Date(at).toISOString().slice(11, 23)}  ${who}: ${tell()}`);
  return [
    `${scenario.name}:`,
    `  ${accidentsText(failure)}`,
    what,
    ...timeline,
    `Again: npm run simulate -- --crashes --scenario ${quoted(scenario.name)} --at ${atText(strikes)}`,
  ].join('\n');
}

function quoted(name: string): string {
  return /^[\w-]+$/.test(name) ? name : `'${name}'`;
}

/** `12-before,31-after`. */
export function atText(strikes: ReadonlyArray<Strike>): string {
  return strikes.map(({ request, accident }) => `${request}-${accident}`).join(',');
}

/** Undefined for a text that is not a list of accidents. */
export function parseAt(text: string): ReadonlyArray<Strike> | undefined {
  const strikes = text.split(',').map(parseStrike);
  return strikes.every((strike) => strike !== undefined) ? strikes : undefined;
}

function parseStrike(text: string): Strike | undefined {
  const match = /^([1-9]\d{0,5})-(before|after|lost|again)$/.exec(text);
  return match === null ? undefined : { request: Number(match[1]), accident: match[2] as Strike['accident'] };
}
