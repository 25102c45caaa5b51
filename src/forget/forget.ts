/**
 * Forgets people and excluded calls: a timer stores each call that is concerned again through the door, an hour after it
 * was asked. By then no ingest and no rebuild lives any more that did not know it. It repeats, each time an hour later,
 * until a pass finds nothing: by then none lives any more that read a call as it was before.
 */

import { type DateTime, earlier, toDate, toDateTime } from '../language/date-time.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../language/milliseconds.ts';
import { isBelievable } from '../ports/clock.ts';
import { RECORD_KEPT_DAYS } from '../ports/graph.ts';
import { StorageFailure } from '../ports/storage.ts';
import type { Store } from '../rows/store.ts';
import { failureText } from '../status/failure-text.ts';
import { beginRun, endRun, failedRun } from '../status/one-run.ts';
import { checkClock } from '../status/service-clock.ts';
import { isAboutTheCall, settleStored } from '../store/rebuild.ts';
import type { WithheldValues } from '../tables/declarations/withheld.ts';
import { erasureIn } from '../withheld/erasure.ts';
import { exclusionIn } from '../withheld/exclusion.ts';
import { inAnHour } from '../withheld/known-everywhere.ts';
import { readWithheld, type WithheldRow } from '../withheld/withheld.ts';
import { deletePeople, eraseElsewhere } from './erase-elsewhere.ts';
import { callsUnderWay, type Forgetting, Pass, type Subject } from './pass.ts';

/** Well before the host's functionTimeout of ten minutes. */
const RUN_WITHIN_MS = 8 * MINUTE_MS;
/** Graph shows a record for 30 days; a day later nothing can bring the person back. */
const IDS_KEPT_MS = (RECORD_KEPT_DAYS + 1) * DAY_MS;

const SOME_FAILED =
  'calls that cannot be stored again, or rows that cannot be changed: the log events callNotForgotten and rowNotErased name them';

/**
 * One run: goes on where the last one stopped, and leaves word for health. Does nothing while another is under way.
 * Rejects when storage fails, with WrongClock where there is something to do and the own clock differs from that of storage,
 * and once all others have had their turn when an erasure or exclusion cannot be gone on with.
 */
export async function forget(forgetting: Forgetting): Promise<void> {
  const { store } = forgetting;
  const { clock } = store;
  if (!(await beginRun(store, 'forget'))) return;
  let failed: number;
  let UnfinishedSince: DateTime | undefined;
  try {
    const done = await run(forgetting);
    failed = done.failed;
    UnfinishedSince = done.wasUnfinished ? await oldestUnfinished(store) : undefined;
  } catch (error) {
    await endRun(store, 'forget', failedRun(store, error));
    throw error;
  }
  const now = toDateTime(clock.now());
  const end = failed > 0 ? { LastFailureAt: now, LastFailure: SOME_FAILED } : { LastSuccessAt: now };
  await endRun(store, 'forget', { ...end, UnfinishedSince });
}

/** When the erasure or exclusion was asked for that has been unfinished for longest; of one that is lifted nobody waits. */
async function oldestUnfinished(store: Store): Promise<DateTime | undefined> {
  const { erasures, exclusions } = await readWithheld(store);
  return [...erasures, ...exclusions]
    .filter(({ values: { FinishedAt, LiftedAt } }) => FinishedAt === undefined && LiftedAt === undefined)
    .map(({ values }) => values.RequestedAt)
    .reduce(earlier<DateTime | undefined>, undefined);
}

/** Resolves with how often a call could not be stored again, in the last pass of each rule. */
async function run(
  forgetting: Forgetting,
): Promise<{ readonly failed: number; readonly wasUnfinished: boolean }> {
  const { store } = forgetting;
  const until = new Date(store.clock.now().getTime() + RUN_WITHIN_MS);
  const { erasures, exclusions } = await readWithheld(store);
  const isToDo =
    erasures.some(({ values }) => values.Ids !== undefined) ||
    exclusions.some(({ values }) => values.FinishedAt === undefined);
  // By a clock that is ahead, passes would begin before all know of them, and ids go while Graph has the calls.
  if (isToDo) await checkClock(store, store.status, 'forget');
  const failures: Array<unknown> = [];
  let failed = 0;
  for (const [rows, goOn] of [[erasures, goOnErasing] as const, [exclusions, goOnExcluding] as const]) {
    for (const row of rows) {
      const { FinishedAt, FailedInPass = 0 } = row.values;
      const isOver = store.clock.now() >= until;
      try {
        const ofPass = isOver ? undefined : await goOn(forgetting, row, until);
        failed += ofPass ?? (FinishedAt === undefined ? FailedInPass : 0);
      } catch (error) {
        // Storage that is down fails the next one, too.
        if (error instanceof StorageFailure && error.mayPass) throw error;
        failures.push(error);
      }
    }
  }
  if (failures.length > 0) throw new AggregateError(failures, failureText(failures));
  const wasUnfinished = [...erasures, ...exclusions].some(({ values }) => values.FinishedAt === undefined);
  return { failed, wasUnfinished };
}

/** A pass that a clock has noted which was ahead begins an hour after its row was written, by the clock of storage. */
function isTooEarly({ clock }: Store, { row: { writtenAt } }: WithheldRow, nextPassAt: DateTime): boolean {
  const now = clock.now();
  if (isBelievable(nextPassAt, now, HOUR_MS)) return now < toDate(nextPassAt);
  return writtenAt !== undefined && now < toDate(inAnHour(writtenAt));
}

/** How often a call could not be stored again; undefined where no pass was due. */
type Failed = number | undefined;

async function goOnErasing(forgetting: Forgetting, withheld: WithheldRow, until: Date): Promise<Failed> {
  const { store, log } = forgetting;
  const erasure = erasureIn(withheld);
  if (erasure === undefined) return undefined;
  const { rowKey, ids, requestedAt } = erasure;
  const { FinishedAt } = withheld.values;
  if (FinishedAt !== undefined) {
    if (store.clock.now().getTime() - toDate(FinishedAt).getTime() < IDS_KEPT_MS) return undefined;
    // Whole: Merge would leave the ids.
    const { Ids: _ids, Pseudonym: _pseudonym, ...kept } = withheld.values;
    await store.withheld.replace(withheld.row, { ...kept, IdsClearedAt: toDateTime(store.clock.now()) });
    log.info('erasureIdsCleared', { erasure: rowKey });
    return undefined;
  }
  const elsewhere = (from: string | undefined) => eraseElsewhere(store, log, erasure, { from, until });
  const { NextPassAt = inAnHour(requestedAt) } = withheld.values;
  if (isTooEarly(store, withheld, NextPassAt)) return undefined;
  const subject: Subject = { is: 'erasure', rowKey, kind: 'user', ids, before: requestedAt, elsewhere };
  return await new Pass(forgetting, subject, withheld.values, until).run();
}

async function goOnExcluding(forgetting: Forgetting, withheld: WithheldRow, until: Date): Promise<Failed> {
  const { store, log } = forgetting;
  const { row, values } = withheld;
  if (values.FinishedAt !== undefined) return undefined;
  const exclusion = exclusionIn(withheld);
  if (exclusion === undefined) {
    // A run that ended may have left one half withheld: its rows are there, and lists do not say what its head says.
    const failed = await settleUnderWay(forgetting, values);
    if (failed > 0) return failed;
    // Whole: Merge would leave which calls were concerned, and nothing says that of a withheld call.
    const { UnderWay: _underWay, LeftAbove: _leftAbove, Cursor: _cursor, ...kept } = values;
    await store.withheld.replace(row, { ...kept, FinishedAt: toDateTime(store.clock.now()) });
    log.info('exclusionLifted', { exclusion: row.rowKey });
    return undefined;
  }
  const before = inAnHour(exclusion.requestedAt);
  const { NextPassAt = before } = values;
  if (isTooEarly(store, withheld, NextPassAt)) return undefined;
  // Who is in no stored call any more is not found by name.
  const elsewhere = () => deletePeople(store, exclusion.kind === 'user' ? exclusion.ids : []);
  return await new Pass(
    forgetting,
    { ...exclusion, is: 'exclusion', before, elsewhere },
    values,
    until,
  ).run();
}

async function settleUnderWay(forgetting: Forgetting, values: WithheldValues): Promise<number> {
  let failed = 0;
  for (const { callId } of callsUnderWay(forgetting.store, values)) {
    try {
      await settleStored(forgetting, callId);
    } catch (error) {
      if (!isAboutTheCall(error)) throw error;
      failed += 1;
      forgetting.log.error('callNotForgotten', { callId, error: error.name });
    }
  }
  return failed;
}
