/** Deletes the calls that are not kept any more, the oldest day first: the timer behind KEEP_DAYS. */

import { toDateTime } from '../language/date-time.ts';
import type { Day } from '../language/day.ts';
import { MINUTE_MS } from '../language/milliseconds.ts';
import type { Log } from '../logs/log.ts';
import { StorageFailure } from '../ports/storage.ts';
import type { Store } from '../rows/store.ts';
import { beginRun, endRun, failedRun } from '../status/one-run.ts';
import { checkClock } from '../status/service-clock.ts';
import { freezeDay } from '../summaries/freeze-day.ts';
import type { PipelineStatusValues } from '../tables/declarations/pipeline-status.ts';
import { deletableBefore, needsConfirmation, updateLimits } from '../withheld/limits.ts';
import { firstDayKept, type Limits, readWithheld } from '../withheld/withheld.ts';
import { deleteCallsOfDay, deleteStreamsBefore, oldestDay } from './delete-day.ts';
import { deletePeopleSeenBefore } from './delete-people.ts';
import { deleteWaitingBefore } from './delete-waiting.ts';

export interface Retaining {
  readonly store: Store;
  readonly log: Log;
  /** The setting KEEP_DAYS; undefined: for ever. */
  readonly keepDays: number | undefined;
}

/** Well before the host's functionTimeout of ten minutes. */
const RUN_WITHIN_MS = 8 * MINUTE_MS;

/**
 * So many runs may begin with the last sum of one day: an hour of them, by the default schedule. Then the day is frozen as
 * its summary stands, since no day may keep itself and all later ones from being deleted.
 */
const MOST_FREEZING_RUNS = 6;

/**
 * Moves the limits, and deletes what they allow to be deleted for as long as a run may take; the next run goes on. Rejects
 * when something could not be deleted.
 */
export async function retain(retaining: Retaining): Promise<void> {
  const { store, log, keepDays } = retaining;
  // A day that is summed up for the last time must not be summed up by another run while it is deleted.
  if (!(await beginRun(store, 'retain'))) return;
  const done: Done = { calls: 0, freezingRuns: undefined };
  let end: PipelineStatusValues;
  let failure: { readonly error: unknown } | undefined;
  try {
    const unconfirmed = await store.clock.withDeadline(RUN_WITHIN_MS, (signal) =>
      run(retaining, done, signal),
    );
    end = { LastSuccessAt: toDateTime(store.clock.now()), UnconfirmedKeepDays: unconfirmed };
  } catch (error) {
    failure = { error };
    end = { ...failedRun(store, error), ...uncounted(error, done) };
  }
  const deleted = { DeletedCalls: done.calls, DeletedAt: toDateTime(store.clock.now()) };
  await endRun(store, 'retain', { ...end, ...(done.calls > 0 ? deleted : {}) });
  log.info('retained', { keepDays, calls: done.calls });
  if (failure !== undefined) throw failure.error;
}

/** What a run has done, as it does it. */
interface Done {
  calls: number;
  /** How many runs have begun with the last sum of the day that is being summed up; undefined when none is. */
  freezingRuns: number | undefined;
}

/** Where storage fails for a while, nothing is said of the day. */
function uncounted(error: unknown, { freezingRuns }: Done): PipelineStatusValues {
  const isPassing = error instanceof StorageFailure && error.mayPass;
  return isPassing && freezingRuns !== undefined ? { FreezingRuns: freezingRuns - 1 } : {};
}

/** Counts the calls as they are deleted. Resolves with the KEEP_DAYS that waits for a confirmation, if it does. */
async function run(retaining: Retaining, done: Done, signal: AbortSignal): Promise<number | undefined> {
  const { store, log, keepDays } = retaining;
  // By a clock that is ahead, calls would go that are kept.
  if (keepDays !== undefined) await checkClock(store, store.status, 'retain');
  const { limits, unconfirmed } = await moveLimits(retaining);
  const before = deletableBefore(limits, store.clock.now());
  if (before === undefined) return unconfirmed;
  // First, because what they name is listed by it, and deleted with the calls.
  await deleteWaitingBefore(store, before, signal);
  for (let isFirst = true; ; isFirst = false) {
    const day = await oldestDay(store, before);
    if (day === undefined) break;
    // A day that is begun later in a run has not had a whole one.
    const mayBeSummed = async () => {
      if (!isFirst) return true;
      done.freezingRuns = await countFreezing(store, day);
      return done.freezingRuns <= MOST_FREEZING_RUNS;
    };
    const frozen = await freezeDay(store, day, signal, mayBeSummed);
    done.freezingRuns = undefined;
    if (frozen === 'asStored') log.warn('dayFrozenAsStored', { day });
    const isDone = await deleteCallsOfDay(store, day, signal, () => {
      done.calls += 1;
    });
    if (!isDone) return unconfirmed;
    log.info('dayDeleted', { day });
  }
  await deleteStreamsBefore(store, before, signal);
  await deletePeopleSeenBefore(store, before, signal);
  return unconfirmed;
}

/**
 * Counts the runs that begin with the last sum of a day. They are counted before: what ends the process, its memory say,
 * counts as much as the deadline.
 */
async function countFreezing({ status }: Store, day: Day): Promise<number> {
  return await status.update<number>('retain', (row) => {
    const before = row === undefined ? {} : status.readableIn(row);
    const FreezingRuns = before.FreezingDay === day ? (before.FreezingRuns ?? 0) + 1 : 1;
    return { write: { ...before, FreezingDay: day, FreezingRuns }, result: FreezingRuns };
  });
}

async function moveLimits({ store, keepDays }: Retaining): Promise<{
  readonly limits: Limits;
  readonly unconfirmed: number | undefined;
}> {
  const before = (await readWithheld(store)).limits;
  const asks = needsConfirmation(before, { keepDays, wouldDelete: true });
  const wanted = { keepDays, wouldDelete: asks && (await hasCallsBefore(store, keepDays)) };
  const limits = await updateLimits(store, wanted);
  return { limits, unconfirmed: needsConfirmation(limits, wanted) ? keepDays : undefined };
}

async function hasCallsBefore(store: Store, keepDays: number | undefined): Promise<boolean> {
  if (keepDays === undefined) return false;
  const first: Day = firstDayKept(keepDays, store.clock.now());
  return (await oldestDay(store, first)) !== undefined;
}
