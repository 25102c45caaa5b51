/** Gives each dead letter one more chance by itself, an hour after it was given up on. */

import { toDateTime } from '../language/date-time.ts';
import { forEachConcurrently } from '../language/for-each-concurrently.ts';
import { parseCallId } from '../language/identifiers.ts';
import { HOUR_MS, MINUTE_MS } from '../language/milliseconds.ts';
import { parseTraceparent } from '../language/traceparent.ts';
import type { Log } from '../logs/log.ts';
import { makePending } from '../pending/make-pending.ts';
import { REQUESTS_AT_ONCE } from '../ports/storage.ts';
import type { Store } from '../rows/store.ts';
import type { StoredRow } from '../tables/cell.ts';
import type { DeadLetterSource } from '../tables/declarations/dead-letters.ts';

/** Long enough for a passing fault to pass, short enough to finish within the working day. */
export const REPLAY_AFTER_MS = HOUR_MS;

/** An outage can leave thousands; the rest is left to the next run, a minute later. */
const MOST_A_RUN = 500;

/**
 * One message that ends its process takes those along that are under way beside it, and all of them are poisoned
 * together. Each is replayed alone: where the host outlives its worker, five deliveries of the one that is to blame, half a minute
 * apart, are over by then.
 */
const BETWEEN_POISONED_MS = 5 * MINUTE_MS;

/** Where dead letters come from that name a call. */
export const REPLAYED_SOURCES = [
  'call-records',
  'call-records-poison',
] as const satisfies ReadonlyArray<DeadLetterSource>;
type ReplayedSource = (typeof REPLAYED_SOURCES)[number];

function replayedSource({ partitionKey }: StoredRow): ReplayedSource | undefined {
  return REPLAYED_SOURCES.find((source) => source === partitionKey);
}

/** Whether replaying a dead letter can do anything: it names a call, and came from a queue. */
export function canBeReplayed(row: StoredRow): boolean {
  return replayedSource(row) !== undefined && parseCallId(row.cells.CallId?.value) !== undefined;
}

/**
 * Leaves a dead letter to the next run that finds it an hour old; false when its row has changed meanwhile. Only that
 * run makes its call pending and marks it as replayed, so the caller may end at any moment.
 */
export async function askForReplay(store: Store, row: StoredRow): Promise<boolean> {
  const source = replayedSource(row);
  if (source === undefined) return false;
  return (await store.deadLetters(source).change(row, { State: 'waiting' })) !== undefined;
}

/** Resolves with the number of calls that were made pending. */
export async function replayDeadLetters(store: Store, log: Log): Promise<number> {
  const dueBefore = toDateTime(new Date(store.clock.now().getTime() - REPLAY_AFTER_MS));
  let replayed = 0;
  let room = MOST_A_RUN;
  for (const source of REPLAYED_SOURCES) {
    const due = store.deadLetters(source).query({
      where: [
        { column: 'State', is: 'eq', cell: { type: 'String', value: 'waiting' } },
        { column: 'DeadAt', is: 'le', cell: { type: 'DateTime', value: dueBefore } },
      ],
    });
    for await (const page of due) {
      const rows = page.slice(0, room);
      const apart = source === 'call-records-poison' ? BETWEEN_POISONED_MS : 0;
      await forEachConcurrently([...rows.entries()], REQUESTS_AT_ONCE, async ([place, row]) => {
        if (await replay(store, source, row, place * apart)) replayed += 1;
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
  store: Store,
  source: ReplayedSource,
  row: StoredRow,
  afterMilliseconds: number,
): Promise<boolean> {
  const callId = parseCallId(row.cells.CallId?.value);
  const options = { traceparent: parseTraceparent(row.cells.Traceparent?.value), afterMilliseconds };
  if (callId !== undefined) await makePending(store, callId, 'replay', options);
  const mark =
    callId === undefined
      ? { State: 'operator' }
      : { State: 'replayed', ReplayedAt: toDateTime(store.clock.now()) };
  await store.deadLetters(source).change(row, mark);
  return callId !== undefined;
}
