/** Gives each dead letter one more chance by itself, an hour after it was given up on. */

import { toDateTime } from '../language/date-time.ts';
import { forEachConcurrently } from '../language/for-each-concurrently.ts';
import { parseCallId } from '../language/identifiers.ts';
import { parseTraceparent } from '../language/traceparent.ts';
import type { Log } from '../logs/log.ts';
import { type MakePendingDependencies, makePending } from '../pending/make-pending.ts';
import type { Tables } from '../ports/storage.ts';
import type { StoredRow } from '../tables/cell.ts';
import { changedRow } from '../tables/changed-row.ts';
import { type DeadLetterValues, deadLetters } from '../tables/declarations/dead-letters.ts';
import { toCells } from '../tables/table.ts';
import type { DeadLetterSource } from './dead-letter.ts';

export interface ReplayDependencies extends MakePendingDependencies {
  readonly log: Log;
}

/** Long enough for a passing fault to pass, short enough to finish within the working day. */
export const REPLAY_AFTER_MS = 60 * 60_000;

/** An outage can leave thousands; what is over is for the next run, a minute later. */
const MOST_A_RUN = 500;
const REPLAYED_AT_ONCE = 16;

/**
 * One message that ends its process takes those along that are under way beside it, and all of them are poisoned
 * together. Each is replayed alone: where the host outlives its worker, five deliveries of the one that is to blame, half a minute
 * apart, are over by then.
 */
const BETWEEN_POISONED_MS = 5 * 60_000;

/** Where dead letters come from that name a call. */
export const REPLAYED_SOURCES: ReadonlyArray<DeadLetterSource> = ['call-records', 'call-records-poison'];

/** Whether replaying a dead letter can do anything: it names a call, and came from a queue. */
export function canBeReplayed({ partitionKey, cells }: StoredRow): boolean {
  const comesFromQueue = REPLAYED_SOURCES.some((source) => source === partitionKey);
  return comesFromQueue && parseCallId(cells.CallId?.value) !== undefined;
}

/**
 * Leaves a dead letter to the next run that finds it an hour old; false when its row has changed meanwhile. Nobody but
 * that run makes its call pending and marks it as replayed, so whoever asks may be ended at any moment.
 */
export async function askForReplay(tables: Tables, row: StoredRow): Promise<boolean> {
  const cells = { ...row.cells, ...toCells(deadLetters, { State: 'waiting' }) };
  return (await tables.table('DeadLetters').replace({ ...row, cells }, row.etag)).written;
}

/** Resolves with the number of calls that were made pending. */
export async function replayDeadLetters(dependencies: ReplayDependencies): Promise<number> {
  const { tables, clock, log } = dependencies;
  const dueBefore = toDateTime(new Date(clock.now().getTime() - REPLAY_AFTER_MS));
  let replayed = 0;
  let room = MOST_A_RUN;
  for (const partitionKey of REPLAYED_SOURCES) {
    const due = tables.table('DeadLetters').query({
      partitionKey,
      where: [
        { column: 'State', is: 'eq', cell: { type: 'String', value: 'waiting' } },
        { column: 'DeadAt', is: 'le', cell: { type: 'DateTime', value: dueBefore } },
      ],
    });
    for await (const page of due) {
      const rows = page.slice(0, room);
      const apart = partitionKey === 'call-records-poison' ? BETWEEN_POISONED_MS : 0;
      await forEachConcurrently([...rows.entries()], REPLAYED_AT_ONCE, async ([place, row]) => {
        if (await replay(dependencies, row, place * apart)) replayed += 1;
      });
      room -= rows.length;
      if (room === 0) break;
    }
    if (room === 0) break;
  }
  if (replayed > 0) log.info('deadLettersReplayed', { calls: replayed });
  return replayed;
}

/** The pending row first, then the mark: a crash between the two replays the call twice, which costs a request. */
async function replay(
  dependencies: ReplayDependencies,
  row: StoredRow,
  afterMilliseconds: number,
): Promise<boolean> {
  const { tables, clock } = dependencies;
  const callId = parseCallId(row.cells.CallId?.value);
  const options = { traceparent: parseTraceparent(row.cells.Traceparent?.value), afterMilliseconds };
  if (callId !== undefined) await makePending(dependencies, callId, 'replay', options);
  const marked: Partial<DeadLetterValues> =
    callId === undefined ? { State: 'operator' } : { State: 'replayed', ReplayedAt: toDateTime(clock.now()) };
  // The other cells stay as they are, whatever people have typed into them.
  const changed = changedRow(deadLetters, row, toCells(deadLetters, marked));
  await tables.table('DeadLetters').replace(changed, row.etag);
  return callId !== undefined;
}
