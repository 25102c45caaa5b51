/** The calls of a day as CallsByDay lists them. */

import type { Day } from '../language/day.ts';
import { type CallId, parseCallId } from '../language/identifiers.ts';
import type { Store } from '../rows/store.ts';
import { listsStoredCall } from '../store/index-rows.ts';
import { callsByDay } from '../tables/declarations/calls-by-day.ts';
import { callsByDayRange } from '../tables/keys.ts';
import { fromRow, withColumns } from '../tables/table.ts';

const LISTED = withColumns(callsByDay, [
  'CallId',
  'Generation',
  'ParticipantCount',
  'SessionCount',
  'SegmentCount',
  'MediaStreamCount',
]);

export interface ListedCall {
  readonly callId: CallId;
  readonly generation: string;
  /** In all tables. */
  readonly rows: number;
}

/** In the order of their starts; a thousand a request. Rejects with ForeignRow. */
export async function readListedCalls(store: Store, day: Day): Promise<ReadonlyArray<ListedCall>> {
  const calls: Array<ListedCall> = [];
  const query = { ...callsByDayRange(store.tenantId, day), select: Object.keys(LISTED.columns) };
  for await (const page of store.table('CallsByDay').query(query)) {
    for (const row of page.filter(listsStoredCall)) {
      const values = fromRow(LISTED, row);
      const callId = parseCallId(values.CallId);
      if (callId === undefined) continue;
      const { ParticipantCount, SessionCount, SegmentCount, MediaStreamCount } = values;
      const rows = 1 + ParticipantCount + SessionCount + SegmentCount + MediaStreamCount;
      calls.push({ callId, generation: values.Generation, rows });
    }
  }
  return calls;
}
