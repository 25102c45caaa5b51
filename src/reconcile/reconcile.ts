/**
 * Compares what Graph has with what is stored: notifications get lost, and Graph does not say so. Coverage is the work
 * list; what is missing becomes pending.
 */

import { givenUpCalls } from '../dead-letters/given-up-calls.ts';
import { later, toDate, toDateTime } from '../language/date-time.ts';
import { MINUTE_MS } from '../language/milliseconds.ts';
import { GraphFailure, type GraphFailureKind } from '../ports/graph.ts';
import { failureText } from '../status/failure-text.ts';
import { failed, readStatus } from '../status/pipeline-status.ts';
import { readSubscriptions } from '../subscription/subscription-rows.ts';
import type { PipelineStatusValues } from '../tables/declarations/pipeline-status.ts';
import {
  addMissed,
  type Checking,
  checkHour,
  type HourCheck,
  NOTHING_MISSED,
  noteHourFault,
} from './check-hour.ts';
import { type Interruption, unansweredInterruption } from './coverage.ts';
import { addHours, type CoveredHour, makeAllDue, readCoverage } from './coverage-rows.ts';

export interface Reconciling extends Omit<Checking, 'isGivenUp'> {
  readonly backfillDays: number;
}

/**
 * From its first request on: a run ends before the next tick of the timer, or two instances would list at once, and
 * well before the host's functionTimeout of ten minutes.
 */
const RUN_WITHIN_MS = 4 * MINUTE_MS;

/** Failures that every other hour would meet as well. */
const OF_EVERY_HOUR: ReadonlySet<GraphFailureKind> = new Set(['throttled', 'unauthorized', 'forbidden']);

/** Checks the hours that are due, the one longest overdue first. Rejects when one could not be checked. */
export async function reconcile(reconciling: Reconciling): Promise<void> {
  const { clock } = reconciling.store;
  await clock.withDeadline(RUN_WITHIN_MS, (signal) => run(reconciling, signal));
}

async function run(reconciling: Reconciling, signal: AbortSignal): Promise<void> {
  const { store, log } = reconciling;
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
    await resync(reconciling, before);
    await addHours(store, await readCoverage(store), reconciling);
    for await (const check of checkDueHours(reconciling, signal)) {
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
    ...(failures.length === 0 ? { LastSuccessAt: toDateTime(now) } : failed(failures, now)),
  });
  log.info('reconciled', { hours: checked, missed: missed.calls, failures: failures.length });
  if (failures.length > 0) throw new AggregateError(failures, failureText(failures));
}

/**
 * Where notifications may have been missed, all hours become due: new versions of old calls were missed too. First the
 * hours, then the mark: a crash between the two lists them again.
 */
async function resync({ store, log }: Reconciling, own: PipelineStatusValues): Promise<void> {
  const { ResumedAt } = await readStatus(store, 'maintain');
  const remembered = await readSubscriptions(store);
  const pipeline = unansweredInterruption({ ResumedAt, ResyncedAt: own.ResyncedAt });
  const marks = [...remembered].flatMap(([subscriptionId, row]: readonly [string, Interruption]) => {
    const until = unansweredInterruption(row);
    return until === undefined ? [] : [{ subscriptionId, until }];
  });
  if (pipeline === undefined && marks.length === 0) return;
  await makeAllDue(store, await readCoverage(store));
  for (const { subscriptionId, until } of marks) {
    await store.subscriptions.merge(subscriptionId, { ResyncedAt: until });
  }
  if (pipeline !== undefined) await store.status.merge('reconcile', { ResyncedAt: pipeline });
  log.warn('allHoursDue', { subscriptions: marks.length, resumedAt: pipeline });
}

async function* checkDueHours(
  reconciling: Reconciling,
  signal: AbortSignal,
): AsyncGenerator<HourCheck, void, undefined> {
  const { store, latencyWindowMinutes } = reconciling;
  const checking = { ...reconciling, isGivenUp: givenUpCalls(store) };
  for (const hour of dueHours(await readCoverage(store), store.clock.now())) {
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

/** The longest overdue first; of those due at the same time the earliest, which Graph forgets first. */
function dueHours(hours: ReadonlyArray<CoveredHour>, now: Date): ReadonlyArray<CoveredHour> {
  const due = toDateTime(now);
  return hours
    .filter(({ values: { NextCheckAt } }) => NextCheckAt !== undefined && NextCheckAt <= due)
    .sort((a, b) => compareTexts(a.values.NextCheckAt, b.values.NextCheckAt) || compareTexts(a.hour, b.hour));
}

function compareTexts(a = '', b = ''): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
