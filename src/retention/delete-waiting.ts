/** Deletes pending rows and dead letters as old as the calls that are deleted, once nothing is left of their calls. */

import { type DateTime, parseDateTime } from '../language/date-time.ts';
import { type Day, dayOf, startOfDay } from '../language/day.ts';
import { type CallId, parseCallId } from '../language/identifiers.ts';
import type { Store } from '../rows/store.ts';
import { listForDeletion } from '../store/index-call.ts';
import { callsByDayRow, listedColumns } from '../store/index-rows.ts';
import { deadLetterSources } from '../tables/declarations/dead-letters.ts';
import { childTableNames } from '../tables/declarations/index.ts';
import { childRange, headKey } from '../tables/keys.ts';

/** What is left of a call is listed in CallsByDay, and its row waits until that is deleted. */
export async function deleteWaitingBefore(store: Store, before: Day, signal: AbortSignal): Promise<void> {
  const isOlder = (column: string) =>
    ({ column, is: 'lt', cell: { type: 'DateTime', value: startOfDay(before) } }) as const;
  for await (const page of store.pending.query({ where: [isOlder('FirstSeenAt')], select: [] })) {
    for (const row of page) {
      if (signal.aborted) return;
      const callId = parseCallId(row.rowKey);
      if (callId === undefined || (await isGone(store, callId, before))) await store.pending.delete(row);
    }
  }
  for (const source of deadLetterSources) {
    const letters = store.deadLetters(source);
    for await (const page of letters.query({ where: [isOlder('DeadAt')], select: ['CallId'] })) {
      for (const row of page) {
        if (signal.aborted) return;
        const callId = parseCallId(row.cells.CallId?.value);
        if (callId === undefined || (await isGone(store, callId, before))) await letters.delete(row);
      }
    }
  }
}

/** Whether nothing is left of a call. What is left of one that started before the day is listed, to be deleted. */
async function isGone(store: Store, callId: CallId, before: Day): Promise<boolean> {
  const { tenantId } = store;
  const head = await store.table('CallRecords').get(headKey(tenantId, callId), listedColumns);
  const startedAt = parseDateTime(head?.cells.FirstStartDateTime?.value);
  if (head !== undefined && startedAt !== undefined) {
    const call = { tenantId, callId, firstStartDateTime: startedAt };
    if (dayOf(startedAt) < before) await store.table('CallsByDay').upsert(callsByDayRow(call, head.cells));
    return false;
  }
  const start = head === undefined ? await startOfRemains(store, callId, before) : startOfDay(before);
  if (start === undefined) return true;
  const call = { tenantId, callId, firstStartDateTime: start };
  if (dayOf(start) < before) await listForDeletion(store, call);
  return false;
}

/** When the call started of which an attempt has left rows: they stand under its id, but for streams. */
async function startOfRemains(store: Store, callId: CallId, before: Day): Promise<DateTime | undefined> {
  const anyDay = { tenantId: store.tenantId, callId, firstStartDateTime: startOfDay(before) };
  for (const table of childTableNames) {
    if (table === 'MediaStreams') continue;
    const query = { ...childRange(table, anyDay), select: ['CallStartDateTime'] };
    for await (const [row] of store.table(table).query(query)) {
      const start = parseDateTime(row?.cells.CallStartDateTime?.value);
      if (start !== undefined) return start;
    }
  }
  return undefined;
}
