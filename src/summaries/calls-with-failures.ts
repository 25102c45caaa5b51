/** The calls of a period in which sessions failed, the latest first. */

import { callsOfDay } from '../calls/calls-of-day.ts';
import { type Day, daysFrom } from '../language/day.ts';
import type { Store } from '../rows/store.ts';
import type { CallsByDayValues } from '../tables/declarations/calls-by-day.ts';
import type { ForeignRow } from '../tables/table.ts';

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

/** A day costs a request for each thousand calls. */
export async function callsWithFailures(
  store: Store,
  { failure, from, to, before }: FailuresQuestion,
  most = MOST_CALLS,
): Promise<CallsWithFailures> {
  const calls: Array<CallsByDayValues> = [];
  const unreadable: Array<ForeignRow> = [];
  for (const day of [...daysFrom(from, to)].reverse()) {
    if (before !== undefined && day > before) continue;
    const ofDay: Array<CallsByDayValues> = [];
    for await (const page of callsOfDay(store, day)) {
      ofDay.push(...page.rows.filter((call) => failedSessionsOf(call, failure) > 0));
      unreadable.push(...page.unreadable);
    }
    for (const call of ofDay.reverse()) {
      const position = `${call.FirstStartDateTime}_${call.CallId}`;
      if (before !== undefined && position >= before) continue;
      const last = calls.at(-1);
      if (last !== undefined && calls.length === most)
        return { calls, unreadable, before: `${last.FirstStartDateTime}_${last.CallId}` };
      calls.push(call);
    }
  }
  return { calls, unreadable, before: undefined };
}
