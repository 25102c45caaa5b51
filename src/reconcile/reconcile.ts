/**
 * Compares what Graph has with what is stored: notifications get lost, and Graph does not say so. Coverage is the work
 * list; what is missing becomes pending.
 */

import { givenUpCalls } from '../dead-letters/given-up-calls.ts';
import { earlier, later, toDate, toDateTime } from '../language/date-time.ts';
import { DAY_MS, MINUTE_MS } from '../language/milliseconds.ts';
import { GraphFailure, type GraphFailureKind } from '../ports/graph.ts';
import type { Store } from '../rows/store.ts';
import { failureText } from '../status/failure-text.ts';
import { failed, readStatus } from '../status/pipeline-status.ts';
import { readSubscriptions } from '../subscription/subscription-rows.ts';
import type { PipelineStatusValues } from '../tables/declarations/pipeline-status.ts';
import type { Door } from '../withheld/door.ts';
import type { Withheld } from '../withheld/withheld.ts';
import { firstHourToNote, noteAgedOutHours } from './aged-out-hours.ts';
import {
  addMissed,
  type Checking,
  checkHour,
  type HourCheck,
  NOTHING_MISSED,
  noteHourFault,
} from './check-hour.ts';
import {
  earliestListableHour,
  firstKeptHour,
  type Hour,
  hourOf,
  type Interruption,
  unansweredInterruption,
} from './coverage.ts';
import { addHours, type CoveredHour, makeAllDue, readCoverage } from './coverage-rows.ts';
import { expireHours } from './expired-hours.ts';

export interface Reconciling extends Omit<Checking, 'isGivenUp' | 'withheld'> {
  readonly door: Door;
  readonly backfillDays: number;
  /** When this process began: while storage cannot be written, nothing else says since when the app runs. */
  readonly runningSince: Date;
}

/**
 * From its first request on: a run ends before the next tick of the timer, or two instances would list at once, and
 * well before the host's functionTimeout of ten minutes.
 */
const RUN_WITHIN_MS = 4 * MINUTE_MS;

/** Failures that every other hour would meet as well. */
const OF_EVERY_HOUR: ReadonlySet<GraphFailureKind> = new Set(['throttled', 'unauthorized', 'forbidden']);

/** Checks the hours that are due. Rejects when one could not be checked. */
export async function reconcile(reconciling: Reconciling): Promise<void> {
  const { clock } = reconciling.store;
  await clock.withDeadline(RUN_WITHIN_MS, (signal) => run(reconciling, signal));
}

async function run(reconciling: Reconciling, signal: AbortSignal): Promise<void> {
  const { store, door, log } = reconciling;
  const { clock } = store;
  const before = await readStatus(store, 'reconcile');
  if (before.NotBefore !== undefined && toDate(before.NotBefore) > clock.now()) {
    log.info('reconcileWaits', { until: before.NotBefore });
    return;
  }
  const failures: Array<unknown> = [];
  let checked = 0;
  let missed = NOTHING_MISSED;
  try {
    const maintain = await readStatus(store, 'maintain');
    const withheld = await door.read();
    const firstKept = firstKeptHour(withheld);
    const known = await readCoverage(store, firstHourToNote(before));
    const hours = await expireHours(store, known, firstKept);
    const areMadeDue = await resync(reconciling, before, maintain, firstKept);
    const agedOut = await noteAgedOutHours(store, hours, before);
    if (agedOut.length > 0) log.warn('hoursAgedOut', { hours: agedOut.length, first: agedOut[0] });
    const earliest = earliestDue(reconciling, before, maintain, agedOut.length > 0);
    const areAdded = await addHours(store, known, { ...reconciling, earliest, firstKept });
    // Rows that were written a moment ago have other ETags now.
    const current = areMadeDue || areAdded ? await readKept(store, firstKept) : hours;
    for await (const check of checkDueHours(reconciling, withheld, current, signal)) {
      missed = addMissed(missed, check.missed);
      if (check.ended === 'checked') checked += 1;
      if (check.ended === 'failed') failures.push(check.failure);
    }
  } catch (error) {
    failures.push(error);
  }
  const now = clock.now();
  await store.status.merge('reconcile', {
    LastMissedAt: later(before.LastMissedAt, missed.lastModifiedAt),
    ...(failures.length === 0 ? { LastSuccessAt: toDateTime(now) } : failed(failures, now, before)),
  });
  log.info('reconciled', { hours: checked, missed: missed.calls, failures: failures.length });
  if (failures.length > 0) throw new AggregateError(failures, failureText(failures));
}

/**
 * Where notifications may have been missed, all hours become due: new versions of old calls were missed too. First the
 * hours, then the mark: a crash between the two lists them again. Resolves with whether it was so.
 */
async function resync(
  { store, log }: Reconciling,
  own: PipelineStatusValues,
  { ResumedAt }: PipelineStatusValues,
  firstKept: Hour | undefined,
): Promise<boolean> {
  const remembered = await readSubscriptions(store);
  const pipeline = unansweredInterruption({ ResumedAt, ResyncedAt: own.ResyncedAt });
  const marks = [...remembered].flatMap(([subscriptionId, row]: readonly [string, Interruption]) => {
    const until = unansweredInterruption(row);
    return until === undefined ? [] : [{ subscriptionId, until }];
  });
  if (pipeline === undefined && marks.length === 0) return false;
  await makeAllDue(store, await readKept(store, firstKept));
  for (const { subscriptionId, until } of marks) {
    await store.subscriptions.merge(subscriptionId, { ResyncedAt: until });
  }
  if (pipeline !== undefined) await store.status.merge('reconcile', { ResyncedAt: pipeline });
  log.warn('allHoursDue', { subscriptions: marks.length, resumedAt: pipeline });
  return true;
}

/**
 * Where an empty work list begins. Only at a first start the settings say: if there is a trace of an earlier run, all
 * that Graph still lists is due. The hours in which the app ran and reconcile did not are due too, whatever they say.
 */
function earliestDue(
  { store, backfillDays, runningSince }: Reconciling,
  own: PipelineStatusValues,
  maintain: PipelineStatusValues,
  hasAgedOut: boolean,
): Hour {
  const now = store.clock.now();
  const listable = earliestListableHour(now);
  const hasRun = hasAgedOut || own.AgedOutAt !== undefined || own.LastSuccessAt !== undefined;
  if (hasRun || maintain.ResumedAt !== undefined) return listable;
  const asked = new Date(now.getTime() - backfillDays * DAY_MS);
  const running =
    maintain.RunningSince === undefined ? runningSince : earlier(toDate(maintain.RunningSince), runningSince);
  const first = hourOf(earlier(asked, running));
  return first > listable ? first : listable;
}

async function* checkDueHours(
  reconciling: Reconciling,
  withheld: Withheld,
  hours: ReadonlyArray<CoveredHour>,
  signal: AbortSignal,
): AsyncGenerator<HourCheck, void, undefined> {
  const { store, latencyWindowMinutes } = reconciling;
  const checking = { ...reconciling, withheld, isGivenUp: givenUpCalls(store) };
  for (const hour of dueHours(hours, store.clock.now())) {
    if (signal.aborted) return;
    const check = await checkHour(checking, hour, signal);
    yield check;
    if (check.ended === 'outOfTime') return;
    if (check.ended !== 'failed') continue;
    const { failure } = check;
    if (!(failure instanceof GraphFailure) || OF_EVERY_HOUR.has(failure.kind)) return;
    await noteHourFault(store, hour, failure, latencyWindowMinutes);
    // Graph may be down, or fail at this hour alone: then the next run, which begins with another, gets further.
    if (failure.kind === 'unavailable') return;
  }
}

/** The hours of which Graph may still show a call that is kept. */
async function readKept(store: Store, firstKept: Hour | undefined): Promise<ReadonlyArray<CoveredHour>> {
  const listable = earliestListableHour(store.clock.now());
  return await readCoverage(store, later<Hour>(listable, firstKept ?? listable));
}

/** Hours that Graph forgets within this time are listed before all others. */
const VANISHING_MS = DAY_MS;

/**
 * First the hours that Graph is about to forget, the earliest first. Then the newest: when all hours are due after a gap,
 * the hours of the gap are among them, and have most of the calls that nothing has brought. Last those whose check failed
 * before: however many they are, they keep no other from being listed.
 */
function dueHours(hours: ReadonlyArray<CoveredHour>, now: Date): ReadonlyArray<CoveredHour> {
  const until = toDateTime(now);
  const listable = earliestListableHour(now);
  const due = hours.filter(
    ({ hour, values: { NextCheckAt } }) =>
      hour >= listable && NextCheckAt !== undefined && NextCheckAt <= until,
  );
  const failing = due.filter(({ values }) => values.FailingSince !== undefined);
  const others = due.filter(({ values }) => values.FailingSince === undefined);
  const lasting = earliestListableHour(new Date(now.getTime() + VANISHING_MS));
  const vanishing = others.filter(({ hour }) => hour < lasting);
  const newestFirst = others.filter(({ hour }) => hour >= lasting).toReversed();
  return [...vanishing, ...newestFirst, ...failing];
}
