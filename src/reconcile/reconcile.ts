/**
 * Compares what Graph has with what is stored: notifications get lost, and nobody says so. Coverage is the work list;
 * what is missing becomes pending.
 */

import { givenUpCalls } from '../dead-letters/given-up-calls.ts';
import { type DateTime, toDate, toDateTime } from '../language/date-time.ts';
import { DeadlineExceeded } from '../ports/clock.ts';
import { GraphFailure, type GraphFailureKind } from '../ports/graph.ts';
import { failureText } from '../status/failure-text.ts';
import { failed, type PipelineStatus } from '../status/pipeline-status.ts';
import type { SubscriptionRows } from '../subscription/subscription-rows.ts';
import type { PipelineStatusValues } from '../tables/declarations/pipeline-status.ts';
import { subscriptions } from '../tables/declarations/subscriptions.ts';
import { toCells } from '../tables/table.ts';
import { type CheckHourDependencies, type Checking, checkHour, noteHourFault } from './check-hour.ts';
import { type Interruption, unansweredInterruption } from './coverage.ts';
import {
  addHours,
  type CoverageRowDependencies,
  type CoveredHour,
  makeAllDue,
  readCoverage,
} from './coverage-rows.ts';

export interface ReconcileDependencies extends CheckHourDependencies, CoverageRowDependencies {
  readonly status: PipelineStatus;
  readonly rows: SubscriptionRows;
}

/**
 * From its first request on: a run ends before the next tick of the timer, or two instances would list at once, and
 * well before the host's functionTimeout of ten minutes.
 */
const RUN_WITHIN_MS = 4 * 60_000;

/** Failures that every other hour would meet as well. */
const OF_EVERY_HOUR: ReadonlySet<GraphFailureKind> = new Set(['throttled', 'unauthorized', 'forbidden']);

/** Checks the hours that are due, the one longest overdue first. Rejects when one could not be checked. */
export async function reconcile(dependencies: ReconcileDependencies): Promise<void> {
  const { status, clock, log } = dependencies;
  const signal = clock.deadline(RUN_WITHIN_MS);
  const before = await status.read('reconcile');
  if (before.NotBefore !== undefined && toDate(before.NotBefore) > clock.now()) {
    log.info('reconcileWaits', { until: before.NotBefore });
    return;
  }
  const run = new Run(before.LastMissedAt);
  try {
    await resync(dependencies, before);
    await addHours(dependencies, await readCoverage(dependencies));
    await checkDueHours(dependencies, run, signal);
  } catch (error) {
    run.failures.push(error);
  }
  await status.write('reconcile', { ...run.noted(), ...ending(run, clock.now()) });
  log.info('reconciled', { hours: run.checked, missed: run.missed, failures: run.failures.length });
  if (run.failures.length > 0) throw new AggregateError(run.failures, failureText(run.failures));
}

/** What one run has come to. */
class Run {
  readonly failures: Array<unknown> = [];
  checked = 0;
  /** Calls that no notification had brought. */
  missed = 0;
  lastMissedAt: DateTime | undefined;

  constructor(lastMissedAt: DateTime | undefined) {
    this.lastMissedAt = lastMissedAt;
  }

  onMissed(modifiedAt: DateTime | undefined): void {
    this.missed += 1;
    if (modifiedAt === undefined) return;
    if (this.lastMissedAt === undefined || modifiedAt > this.lastMissedAt) this.lastMissedAt = modifiedAt;
  }

  noted(): PipelineStatusValues {
    return { LastMissedAt: this.lastMissedAt };
  }
}

function ending({ failures }: Run, now: Date): PipelineStatusValues {
  if (failures.length === 0) return { LastSuccessAt: toDateTime(now) };
  return failed(failures, now);
}

/**
 * Where notifications may have been missed, all hours become due: new versions of old calls were missed too. First the
 * hours, then the mark: a crash between the two lists them again.
 */
async function resync(dependencies: ReconcileDependencies, own: PipelineStatusValues): Promise<void> {
  const { tables, tenantId, status, rows, log } = dependencies;
  const { ResumedAt } = await status.read('maintain');
  const remembered = await rows.readAll();
  const pipeline = unansweredInterruption({ ResumedAt, ResyncedAt: own.ResyncedAt });
  const marks = [...remembered].flatMap(([subscriptionId, row]: readonly [string, Interruption]) => {
    const until = unansweredInterruption(row);
    return until === undefined ? [] : [{ subscriptionId, until }];
  });
  if (pipeline === undefined && marks.length === 0) return;
  await makeAllDue(dependencies, await readCoverage(dependencies));
  for (const { subscriptionId, until } of marks) {
    const cells = toCells(subscriptions, { ResyncedAt: until });
    await tables.table('Subscriptions').merge({ partitionKey: tenantId, rowKey: subscriptionId, cells });
  }
  if (pipeline !== undefined) await status.write('reconcile', { ResyncedAt: pipeline });
  log.warn('allHoursDue', { subscriptions: marks.length, resumedAt: pipeline });
}

async function checkDueHours(
  dependencies: ReconcileDependencies,
  run: Run,
  signal: AbortSignal,
): Promise<void> {
  const { tables, clock } = dependencies;
  const checking: Checking = {
    isGivenUp: givenUpCalls(tables),
    onMissed: (modifiedAt) => run.onMissed(modifiedAt),
    signal,
  };
  for (const hour of dueHours(await readCoverage(dependencies), clock.now())) {
    if (signal.aborted) return;
    try {
      if ((await checkHour(dependencies, hour, checking)) === 'checked') run.checked += 1;
    } catch (error) {
      // Time is up: the hour goes on in the next run.
      if (error instanceof DeadlineExceeded) return;
      if (!(error instanceof GraphFailure) || OF_EVERY_HOUR.has(error.kind)) throw error;
      run.failures.push(error);
      await noteHourFault(dependencies, hour, error);
      // Graph may be down, or fail at this hour alone: then the next run, which begins with another, gets further.
      if (error.kind === 'unavailable') return;
    }
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
