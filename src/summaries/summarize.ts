/** Keeps the summaries of the last days equal to their calls. */

import { type DateTime, earlier, later, toDate, toDateTime } from '../language/date-time.ts';
import { type Day, daysFrom, parseDay } from '../language/day.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../language/milliseconds.ts';
import type { Log } from '../logs/log.ts';
import { isBelievable } from '../ports/clock.ts';
import { dayOfHour, firstHourOf } from '../reconcile/coverage.ts';
import { readCoverage } from '../reconcile/coverage-rows.ts';
import { hasLeftWindow } from '../reconcile/coverage-sum.ts';
import type { Store } from '../rows/store.ts';
import { failureText } from '../status/failure-text.ts';
import { firstComparedDay } from '../status/pipeline-status.ts';
import type { PipelineStatusValues } from '../tables/declarations/pipeline-status.ts';
import type { Door } from '../withheld/door.ts';
import { notKeptBefore } from '../withheld/limits.ts';
import { reportNetworks } from './report-networks.ts';
import { summarizeDay } from './summarize-day.ts';
import { TOTAL } from './summary-rows.ts';

export interface Summarizing {
  readonly store: Store;
  readonly door: Door;
  readonly log: Log;
  readonly latencyWindowMinutes: number;
}

/** Well before the host's functionTimeout of ten minutes. */
const PASS_WITHIN_MS = 8 * MINUTE_MS;

/** So many times what a pass took lie between it and the next: summing up takes a tenth of the time at most. */
const REST_FACTOR = 10;

/** A version that comes late changes a day without a check of its hours. */
export const SUMMARIES_COMPARED_EVERY_MS = 6 * HOUR_MS;

const HOURS_A_DAY = 24;

/**
 * Compares the days of which reconcile has checked an hour since they were last compared, and sums up what has changed.
 * What is left when time is over comes first in the next pass. Rejects when a day could not be summed up; the next pass
 * begins after it.
 */
export async function summarize(summarizing: Summarizing): Promise<void> {
  const { store, log } = summarizing;
  const { clock } = store;
  const begun = await begin(store);
  if (begun === undefined) return;
  const startedAt = clock.now();
  const pass = await clock
    .withDeadline(PASS_WITHIN_MS, (signal) => sumUpDays(summarizing, begun, signal))
    .catch((error: unknown) => ({ compared: 0, changed: 0, nextDay: begun.nextDay, failure: { error } }));
  const now = clock.now();
  const isWhole = pass.nextDay === undefined && pass.failure === undefined;
  const rested = now.getTime() + REST_FACTOR * (now.getTime() - startedAt.getTime());
  await store.status.merge('summarize', {
    NextDay: pass.nextDay ?? '',
    ComparesFrom: isWhole ? '' : begun.from,
    NotBefore: toDateTime(new Date(rested)),
    ...outcomeOf(pass, now),
  });
  log.info('summarized', { compared: pass.compared, changed: pass.changed, nextDay: pass.nextDay });
  if (pass.failure !== undefined) throw pass.failure.error;
}

/** The days of a pass. */
interface Begun {
  readonly from: Day;
  /** From this one on calls of old days may have changed, however lately they were compared. */
  readonly changedFrom: Day | undefined;
  /** With which it begins; empty or undefined: the latest. */
  readonly nextDay: string | undefined;
}

/**
 * Undefined while no pass is due. A pass goes back to the days of which Graph may still show a call: as they were when
 * one last ended well, since nothing compared days while the app stood still; and to what word was left of.
 */
async function begin({ status, clock }: Store): Promise<Begun | undefined> {
  return await status.update<Begun | undefined>('summarize', (row) => {
    const before = row === undefined ? {} : status.readableIn(row);
    const { NotBefore, NextDay: nextDay, LastSuccessAt, ComparesFrom, ChangedFrom } = before;
    const now = clock.now();
    if (NotBefore !== undefined && toDate(NotBefore) > now) return { result: undefined };
    const lastly = LastSuccessAt === undefined ? now : toDate(LastSuccessAt);
    // A pass that ended after midnight may have compared the earliest day before a call of it changed.
    const dayBefore = firstComparedDay(new Date(Math.min(now.getTime(), lastly.getTime()) - DAY_MS));
    const changedFrom = earlier(parseDay(ComparesFrom ?? ''), parseDay(ChangedFrom ?? ''));
    const result = { from: earlier(dayBefore, changedFrom) ?? dayBefore, changedFrom, nextDay };
    if (!ChangedFrom) return { result };
    // Taken: what changes from now on leaves word again, for the next pass.
    return { write: { ...before, ComparesFrom: changedFrom, ChangedFrom: '' }, result };
  });
}

function outcomeOf({ failure }: Pass, now: Date): PipelineStatusValues {
  if (failure === undefined) return { LastSuccessAt: toDateTime(now) };
  const text = failureText([failure.error]);
  return { LastFailureAt: toDateTime(now), LastFailure: text };
}

interface Pass {
  readonly compared: number;
  readonly changed: number;
  /** Where the next pass begins; undefined when this one came to its end. */
  readonly nextDay: string | undefined;
  readonly failure?: { readonly error: unknown };
}

async function sumUpDays(summarizing: Summarizing, begun: Begun, signal: AbortSignal): Promise<Pass> {
  const { store, log } = summarizing;
  const days = await dueDays(summarizing, begun);
  let changed = 0;
  for (const [compared, { day, isListed }] of days.entries()) {
    if (signal.aborted) return { compared, changed, nextDay: day };
    try {
      if ((await summarizeDay(store, day, signal)) === 'summarized') changed += 1;
      if (isListed) await reportNetworks(store, log, day);
    } catch (error) {
      // A day that was begun late gets a whole pass; one that does not fit into a whole pass must not stop the others.
      if (signal.aborted && compared > 0) return { compared, changed, nextDay: day };
      return { compared, changed, nextDay: days[compared + 1]?.day, failure: { error } };
    }
  }
  return { compared: days.length, changed, nextDay: undefined };
}

interface DueDay {
  readonly day: Day;
  /** Whether every hour of it was listed after its calls had left the latency window. */
  readonly isListed: boolean;
}

/** The latest first; those before the day at which a pass stopped come before those after it. */
async function dueDays(
  { store, door, latencyWindowMinutes }: Summarizing,
  { from, changedFrom, nextDay: first }: Begun,
): Promise<ReadonlyArray<DueDay>> {
  const due: Array<DueDay> = [];
  // Days whose calls are to be deleted are left to retention, which freezes them.
  const firstKept = notKeptBefore((await door.read()).limits, store.clock.now());
  const byDay = Map.groupBy(await readCoverage(store, firstHourOf(from)), ({ hour }) => dayOfHour(hour));
  const young = firstComparedDay(store.clock.now());
  const changedDays = changedFrom === undefined ? [] : daysFrom(changedFrom, young);
  for (const day of new Set([...byDay.keys(), ...changedDays])) {
    if (firstKept !== undefined && day < firstKept) continue;
    const hours = byDay.get(day) ?? [];
    const checkedAt = hours.reduce<DateTime | undefined>(
      (last, { values }) => later(last, values.CheckedAt),
      undefined,
    );
    const total = await store.summaries(day).get(TOTAL);
    const comparedAt = total && store.summaries(day).valuesIn(total)?.ComparedAt;
    const mayHaveChanged = changedFrom !== undefined && day >= changedFrom && day < young;
    // A day of which no hour was ever listed waits for it; an old one may have been summed up by `rebuild`.
    const isToCompare =
      checkedAt === undefined
        ? mayHaveChanged && comparedAt !== undefined
        : mayHaveChanged || isDue(comparedAt, checkedAt, store.clock.now());
    if (!isToCompare) continue;
    const listed = hours.filter((hour) => hasLeftWindow(hour, latencyWindowMinutes));
    due.push({ day, isListed: listed.length === HOURS_A_DAY });
  }
  due.sort((a, b) => (a.day < b.day ? 1 : -1));
  if (first === undefined || first === '') return due;
  return [...due.filter(({ day }) => day <= first), ...due.filter(({ day }) => day > first)];
}

function isDue(comparedAt: DateTime | undefined, checkedAt: DateTime, now: Date): boolean {
  if (comparedAt === undefined || checkedAt >= comparedAt || !isBelievable(comparedAt, now)) return true;
  return now.getTime() - toDate(comparedAt).getTime() >= SUMMARIES_COMPARED_EVERY_MS;
}
