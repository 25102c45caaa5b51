/** Why days have no summary: their calls are deleted, there are none, or they are not summed up yet, or never. */

import type { Day } from '../language/day.ts';
import { forEachConcurrently } from '../language/for-each-concurrently.ts';
import { dayOfHour } from '../reconcile/coverage.ts';
import { readFirstHour } from '../reconcile/coverage-rows.ts';
import type { Store } from '../rows/store.ts';
import { dayOfPartition, daysRange } from '../tables/keys.ts';
import { notKeptBefore } from '../withheld/limits.ts';
import { readWithheld } from '../withheld/withheld.ts';
import { daysText } from '../wording/days-text.ts';

/** Each part in order. */
export interface DaysWithoutSummary {
  /** Before the first day that retention keeps. */
  readonly notKept: ReadonlyArray<Day>;
  /** The KEEP_DAYS that applies. */
  readonly keepDays: number | undefined;
  readonly withoutCalls: ReadonlyArray<Day>;
  /** They have calls. */
  readonly notSummedUp: ReadonlyArray<Day>;
  /** They have calls, and are before the first day that is listed: no summary is made of them. */
  readonly notListed: ReadonlyArray<Day>;
}

const DAYS_AT_ONCE = 8;

/**
 * Two requests, and one for each of the days from the first on that has calls; one more where any has. `days` are in order.
 * Rejects with StorageFailure.
 */
export async function daysWithoutSummary(
  store: Store,
  days: ReadonlyArray<Day>,
): Promise<DaysWithoutSummary> {
  const [first, last] = [days[0], days.at(-1)];
  if (first === undefined || last === undefined)
    return { notKept: [], keepDays: undefined, withoutCalls: [], notSummedUp: [], notListed: [] };
  const [{ limits }, firstWithCalls] = await Promise.all([
    readWithheld(store),
    firstDayWithCalls(store, first, last),
  ]);
  const firstKept = notKeptBefore(limits, store.clock.now());
  const isKept = (day: Day) => firstKept === undefined || day >= firstKept;
  const kept = days.filter(isKept);
  const withCalls: Array<Day> = [];
  const mayHaveCalls = kept.filter((day) => firstWithCalls !== undefined && day >= firstWithCalls);
  await forEachConcurrently(mayHaveCalls, DAYS_AT_ONCE, async (day) => {
    if ((await firstDayWithCalls(store, day, day)) !== undefined) withCalls.push(day);
  });
  const firstHour = withCalls.length > 0 ? await readFirstHour(store) : undefined;
  const isListed = (day: Day) => firstHour === undefined || day >= dayOfHour(firstHour);
  return {
    notKept: days.filter((day) => !isKept(day)),
    keepDays: limits.keepDays,
    withoutCalls: kept.filter((day) => !withCalls.includes(day)),
    notSummedUp: kept.filter((day) => withCalls.includes(day) && isListed(day)),
    notListed: kept.filter((day) => withCalls.includes(day) && !isListed(day)),
  };
}

/** The first of the days with a row in CallsByDay. */
async function firstDayWithCalls(store: Store, from: Day, to: Day): Promise<Day | undefined> {
  const query = { ...daysRange(store.tenantId, from, to), select: [] };
  for await (const [row] of store.table('CallsByDay').queryPartitions(query)) {
    const day = row && dayOfPartition(store.tenantId, row.partitionKey);
    if (day !== undefined) return day;
  }
  return undefined;
}

/** A sentence for each of the reasons that there are. */
export function withoutSummaryTexts(
  { notKept, keepDays, withoutCalls, notSummedUp, notListed }: DaysWithoutSummary,
  what: string,
): ReadonlyArray<string> {
  return [
    ...(notSummedUp.length > 0 ? [`Not summed up yet, and so not ${what}: ${daysText(notSummedUp)}.`] : []),
    ...(notListed.length > 0
      ? [`From before listing began, never summed up, and so not ${what}: ${daysText(notListed)}.`]
      : []),
    ...(withoutCalls.length > 0 ? [`No calls are stored of ${daysText(withoutCalls)}.`] : []),
    ...(notKept.length > 0
      ? [`Not kept any more: ${daysText(notKept)}. Calls are deleted after ${keepDays} days (KEEP_DAYS).`]
      : []),
  ];
}
