/** Deletes the calls of a day. */

import { toDateTime } from '../language/date-time.ts';
import type { Day } from '../language/day.ts';
import { forEachConcurrently } from '../language/for-each-concurrently.ts';
import type { Store } from '../rows/store.ts';
import { deleteListedCall } from '../store/delete-call.ts';
import { deleteAll } from '../store/sweep.ts';
import { TOTAL } from '../summaries/summary-rows.ts';
import { dayOfPartition, dayPartition, partitionsBefore } from '../tables/keys.ts';

/** Each has some requests under way at once. */
const CALLS_AT_ONCE = 8;

/** The oldest day before this one with a row in CallsByDay; undefined when there is none. */
export async function oldestDay(store: Store, before: Day): Promise<Day | undefined> {
  const query = { ...partitionsBefore(store.tenantId, before), select: [] };
  for await (const [row] of store.table('CallsByDay').queryPartitions(query)) {
    const day = row && dayOfPartition(store.tenantId, row.partitionKey);
    if (day !== undefined) return day;
  }
  return undefined;
}

/**
 * Deletes the calls of a day that is frozen. Resolves with whether all are gone: when the signal aborts, the next run
 * goes on. While the row of a call stands in CallsByDay its deletion is not done.
 */
export async function deleteCallsOfDay(
  store: Store,
  day: Day,
  signal: AbortSignal,
  deleted: () => void,
): Promise<boolean> {
  if (!(await deleteListedCalls(store, day, signal, deleted))) return false;
  await store.summaries(day).merge(TOTAL, { DeletedAt: toDateTime(store.clock.now()) });
  return true;
}

/** Deletes what CallsByDay lists of the day. */
export async function deleteListedCalls(
  store: Store,
  day: Day,
  signal: AbortSignal,
  deleted: () => void,
): Promise<boolean> {
  const listed = store
    .table('CallsByDay')
    .query({ partitionKey: dayPartition(store.tenantId, day), select: [] });
  for await (const page of listed) {
    await forEachConcurrently(page, CALLS_AT_ONCE, async (row) => {
      if (signal.aborted) return;
      if ((await deleteListedCall(store, row)) === 'deleted') deleted();
    });
    if (signal.aborted) return false;
  }
  return true;
}

/**
 * Empties the partitions of MediaStreams of all days before this one, whose calls are gone: streams of an attempt that
 * never committed may stand under another day than their call.
 */
export async function deleteStreamsBefore(store: Store, before: Day, signal: AbortSignal): Promise<void> {
  const table = store.table('MediaStreams');
  for await (const page of table.queryPartitions({
    ...partitionsBefore(store.tenantId, before),
    select: [],
  })) {
    if (signal.aborted) return;
    for (const rows of Map.groupBy(page, ({ partitionKey }) => partitionKey).values()) {
      await deleteAll(table, rows);
    }
  }
}
