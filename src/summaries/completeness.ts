/** How much of what Graph lists of a period is stored. */

import type { Day } from '../language/day.ts';
import { type CoverageCounts, type Hour, hourOf, hoursFrom, NOTHING_COUNTED } from '../reconcile/coverage.ts';
import { readCoverage, readFirstHour } from '../reconcile/coverage-rows.ts';
import { countsOfHours, coverageByDay } from '../reconcile/coverage-sum.ts';
import { openHours } from '../reconcile/hour-state.ts';
import type { Store } from '../rows/store.ts';
import type { CoverageValues } from '../tables/declarations/coverage.ts';
import { counted, numeral, percentCut } from '../wording/values.ts';

export interface Completeness {
  readonly stored: number;
  /** What Graph lists, and what its list hides. */
  readonly known: number;
  /** How many hours may have more calls than their list has shown, and why, in words. */
  readonly openHours: ReadonlyArray<string>;
  /** Calls that are counted beyond those: stored after their hour was last listed, or gone from Graph since. */
  readonly callsBeyond: number;
  /** At least so many stored calls are in no summary yet, of days that have one. */
  readonly callsBehind: number;
}

/** Sums the hours of some days up, until the one under way; `callsByDay` are the calls in their summaries, where these are shown. */
export async function readCompleteness(
  store: Store,
  { from, to }: { readonly from: Day; readonly to: Day },
  callsByDay: ReadonlyMap<Day, number> = new Map(),
): Promise<Completeness> {
  const now = store.clock.now();
  const first = `${from}T00` as Hour;
  const last = [`${to}T23` as Hour, hourOf(now)].sort()[0] as Hour;
  const hours = await readCoverage(store, first, last);
  const covered = new Map(hours.map(({ hour, values }) => [hour, values]));
  const open = await openHoursOf(store, [...hoursFrom(first, last)], (hour) => covered.get(hour));
  const { listed, stored, unlisted } = countsOfHours(hours);
  const byDay = coverageByDay(hours);
  let callsBeyond = 0;
  let callsBehind = 0;
  for (const [day, calls] of callsByDay) {
    const counts = byDay.get(day) ?? NOTHING_COUNTED;
    callsBeyond += beyondListed(calls, counts);
    callsBehind += Math.max(0, counts.stored - calls);
  }
  return { stored, known: listed + unlisted, openHours: open, callsBeyond, callsBehind };
}

/**
 * Of the hours, in order, those that may have more calls than a list has shown, in words. Hours before the first that was
 * to be listed have no row in Coverage, and so no command counts them as not listed: they are told apart from gaps.
 */
export async function openHoursOf(
  store: Store,
  hours: ReadonlyArray<Hour>,
  valuesOf: (hour: Hour) => CoverageValues | undefined,
): Promise<ReadonlyArray<string>> {
  const first = hours[0];
  const began = first !== undefined && valuesOf(first) === undefined ? await readFirstHour(store) : undefined;
  const listed = hours.filter((hour) => began === undefined || hour >= began);
  const before = hours.length - listed.length;
  return [
    ...openHours(listed.map(valuesOf), store.clock.now()),
    ...(before > 0 ? [`${counted(before, 'hour')} from before listing began (${began}, UTC)`] : []),
  ];
}

/** How many calls are more than those that were stored, and shown by Graph, when they were last listed. */
export function beyondListed(calls: number, { stored, unlisted }: CoverageCounts): number {
  return Math.max(0, calls - stored - unlisted);
}

/** Whether every hour was listed, and every call that Graph is known to have is stored. */
export function isWhole(completeness: Completeness): boolean {
  return isClosed(completeness) && completeness.stored === completeness.known;
}

function isClosed({ openHours, callsBeyond, callsBehind }: Completeness): boolean {
  return openHours.length === 0 && callsBeyond === 0 && callsBehind === 0;
}

/** The completeness in a sentence. */
export function completenessText(completeness: Completeness): string {
  const { stored, known } = completeness;
  const [share, ...rest] = completenessParts(completeness);
  const text =
    known === 0
      ? `Graph listed no call${isClosed(completeness) ? '' : ' so far'}`
      : `${numeral(stored)} of ${counted(known, 'call')} that Graph has listed are stored`;
  return [share === undefined ? text : `${text}: ${share}`, ...rest].join('; ');
}

/**
 * The stored share, and what it does not count. Without a share while that is anything: it would speak for calls that no
 * list has shown.
 */
export function completenessParts(
  completeness: Completeness,
): readonly [share: string | undefined, ...rest: ReadonlyArray<string>] {
  const { stored, known, openHours, callsBeyond, callsBehind } = completeness;
  if (isClosed(completeness)) return [known === 0 ? undefined : percentCut(stored / known)];
  return [
    undefined,
    ...openHours,
    ...(callsBeyond > 0 ? [`${numeral(callsBeyond)} more counted than the last list showed`] : []),
    ...(callsBehind > 0 ? [`${counted(callsBehind, 'stored call')} not summed up yet`] : []),
  ];
}
