/** How much of what Graph lists of a period is stored. */

import type { Day } from '../language/day.ts';
import { type Hour, hourOf, hoursFrom, NOTHING_COUNTED } from '../reconcile/coverage.ts';
import { readCoverage } from '../reconcile/coverage-rows.ts';
import { coverageByDay, dueSince, sumHours } from '../reconcile/coverage-sum.ts';
import type { Store } from '../rows/store.ts';
import { counted, numeral, percentCut } from '../wording/values.ts';

export interface Completeness {
  readonly stored: number;
  /** What Graph lists, and what its list hides. */
  readonly known: number;
  /** Hours whose list may have changed: never read to its end, due to be read again, or gone before it was. */
  readonly hoursOpen: number;
  /** Calls in the summaries beyond what Graph is known to have: the next lists will tell. */
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
  const hours = (await readCoverage(store, first)).filter(({ hour }) => hour <= last);
  const { listed, stored, unlisted } = sumHours(
    hours.map(({ values }) => values),
    now,
  );
  const closed = hours.filter(
    ({ values }) =>
      values.CheckedAt !== undefined && values.AgedOutAt === undefined && dueSince(values, now) === undefined,
  );
  const byDay = coverageByDay(hours);
  let callsBeyond = 0;
  let callsBehind = 0;
  for (const [day, calls] of callsByDay) {
    const counts = byDay.get(day) ?? NOTHING_COUNTED;
    callsBeyond += Math.max(0, calls - counts.listed - counts.unlisted);
    callsBehind += Math.max(0, counts.stored - calls);
  }
  return {
    stored,
    known: listed + unlisted,
    hoursOpen: [...hoursFrom(first, last)].length - closed.length,
    callsBeyond,
    callsBehind,
  };
}

/** Whether every hour was listed, and every call that Graph is known to have is stored. */
export function isWhole(completeness: Completeness): boolean {
  return isClosed(completeness) && completeness.stored === completeness.known;
}

function isClosed({ hoursOpen, callsBeyond, callsBehind }: Completeness): boolean {
  return hoursOpen === 0 && callsBeyond === 0 && callsBehind === 0;
}

/** Without a percentage while hours are open: it would speak for calls that no list has shown. */
export function completenessText(completeness: Completeness): string {
  const { stored, known, hoursOpen, callsBeyond, callsBehind } = completeness;
  const isKnown = isClosed(completeness);
  if (known === 0 && isKnown) return 'Graph lists no call of these days';
  const share = isKnown ? `: ${percentCut(stored / known)}` : '';
  const parts = [
    known === 0
      ? 'Graph has listed no call'
      : `${numeral(stored)} of ${counted(known, 'call')} that Graph has listed are stored${share}`,
    ...(hoursOpen > 0 ? [`${counted(hoursOpen, 'hour')} still to be listed`] : []),
    ...(callsBeyond > 0 ? [`${counted(callsBeyond, 'stored call')} in no list yet`] : []),
    ...(callsBehind > 0 ? [`${counted(callsBehind, 'stored call')} not summed up yet`] : []),
  ];
  return parts.join('; ');
}
