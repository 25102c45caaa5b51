/** The calls of a period in which sessions failed, the latest first. */

import { callsOfDay } from '../calls/calls-of-day.ts';
import { type Day, daysFrom } from '../language/day.ts';
import { forEachConcurrently } from '../language/for-each-concurrently.ts';
import type { Store } from '../rows/store.ts';
import type { CallsByDayValues } from '../tables/declarations/calls-by-day.ts';
import type { ForeignRow, ReadRows } from '../tables/table.ts';

/** How a session can fail. */
export const sessionFailures = ['notSetUp', 'dropped'] as const;
export type SessionFailure = (typeof sessionFailures)[number];

export interface FailuresQuestion {
  readonly failure: SessionFailure;
  /** Both included. */
  readonly from: Day;
  readonly to: Day;
  /** Goes on where an answer ended. */
  readonly before?: string | undefined;
}

export interface CallsWithFailures {
  readonly calls: ReadonlyArray<CallsByDayValues>;
  readonly unreadable: ReadonlyArray<ForeignRow>;
  /** For the next question, if there may be others. */
  readonly before: string | undefined;
}

const MOST_CALLS = 200;

export function failedSessionsOf(call: CallsByDayValues, failure: SessionFailure): number {
  return (failure === 'dropped' ? call.DroppedSessionCount : call.SetupFailedSessionCount) ?? 0;
}

/** Days that are read at once, and so may be read in vain beyond the last call of a part. */
const DAYS_AT_ONCE = 8;

/** A day costs a request for each thousand calls; days are read several at a time. */
export async function callsWithFailures(
  store: Store,
  { failure, from, to, before }: FailuresQuestion,
  most = MOST_CALLS,
): Promise<CallsWithFailures> {
  const calls: Array<CallsByDayValues> = [];
  const unreadable: Array<ForeignRow> = [];
  const days = [...daysFrom(from, to)].filter((day) => before === undefined || day <= before).reverse();
  for (let first = 0; first < days.length && calls.length <= most; first += DAYS_AT_ONCE) {
    const some = days.slice(first, first + DAYS_AT_ONCE);
    const found = new Map<Day, ReadRows<CallsByDayValues>>();
    await forEachConcurrently(some, DAYS_AT_ONCE, async (day) => {
      found.set(day, await failedOfDay(store, day, failure));
    });
    for (const ofDay of some.flatMap((day) => found.get(day) ?? [])) {
      calls.push(...ofDay.rows.filter((call) => before === undefined || positionOf(call) < before));
      unreadable.push(...ofDay.unreadable);
    }
  }
  const part = calls.slice(0, most);
  const last = part.at(-1);
  const isLeft = calls.length > part.length;
  return { calls: part, unreadable, before: isLeft && last !== undefined ? positionOf(last) : undefined };
}

/** The latest first. */
async function failedOfDay(
  store: Store,
  day: Day,
  failure: SessionFailure,
): Promise<ReadRows<CallsByDayValues>> {
  const rows: Array<CallsByDayValues> = [];
  const unreadable: Array<ForeignRow> = [];
  for await (const page of callsOfDay(store, day)) {
    rows.push(...page.rows.filter((call) => failedSessionsOf(call, failure) > 0));
    unreadable.push(...page.unreadable);
  }
  return { rows: rows.reverse(), unreadable };
}

/** Calls in their order: text order is time order. */
function positionOf({ FirstStartDateTime, CallId }: CallsByDayValues): string {
  return `${FirstStartDateTime}_${CallId}`;
}
