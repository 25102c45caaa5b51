/** Gives each dead letter one more chance by itself, an hour after it was given up on. */

import type { StoredRow } from '../domain/cell.ts';
import { toDateTime } from '../domain/date-time.ts';
import { parseCallId } from '../domain/identifiers.ts';
import { toCells } from '../domain/table.ts';
import { type DeadLetterValues, deadLetters } from '../domain/tables/dead-letters.ts';
import type { Log } from '../ports.ts';
import type { DeadLetterSource } from './dead-letter.ts';
import { forEachConcurrently } from './for-each-concurrently.ts';
import { type MakePendingDependencies, makePending } from './make-pending.ts';

export interface ReplayDependencies extends MakePendingDependencies {
  readonly log: Log;
}

/** Long enough for a passing fault to pass, short enough to finish within the working day. */
const REPLAY_AFTER_MS = 60 * 60_000;

/** An outage can leave thousands; what is over is for the next run, a minute later. */
const MOST_A_RUN = 500;
const REPLAYED_AT_ONCE = 16;

/** Where dead letters come from that name a call. */
export const REPLAYED_SOURCES: ReadonlyArray<DeadLetterSource> = ['call-records', 'call-records-poison'];

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
      await forEachConcurrently(rows, REPLAYED_AT_ONCE, async (row) => {
        if (await replay(dependencies, row)) replayed += 1;
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
async function replay(dependencies: ReplayDependencies, row: StoredRow): Promise<boolean> {
  const { partitionKey, rowKey, etag } = row;
  const { tables, clock } = dependencies;
  const callId = parseCallId(row.cells.CallId?.value);
  if (callId !== undefined) await makePending(dependencies, callId, 'replay');
  const marked: Partial<DeadLetterValues> =
    callId === undefined ? { State: 'operator' } : { State: 'replayed', ReplayedAt: toDateTime(clock.now()) };
  // The other cells stay as they are, whatever people have typed into them.
  const cells = { ...row.cells, ...toCells(deadLetters, marked) };
  await tables.table('DeadLetters').replace({ partitionKey, rowKey, cells }, etag);
  return callId !== undefined;
}
