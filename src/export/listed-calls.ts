/** The calls of a day as CallsByDay lists them. */

import type { DateTime } from '../language/date-time.ts';
import type { Day } from '../language/day.ts';
import type { CallId } from '../language/identifiers.ts';
import type { Store } from '../rows/store.ts';
import { listsStoredCall } from '../store/index-rows.ts';
import { callsByDay } from '../tables/declarations/calls-by-day.ts';
import { callListedAt, callsByDayRange } from '../tables/keys.ts';
import { type ForeignRow, readRows, withColumns } from '../tables/table.ts';

const LISTED = withColumns(callsByDay, [
  'Generation',
  'StoredAt',
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
  /** Undefined where its row cannot be read. */
  readonly storedAt: DateTime | undefined;
  /** Why its row cannot be read; undefined where it can. */
  readonly unreadable: ForeignRow | undefined;
}

/** In the order of their starts; a thousand a request. */
export async function readListedCalls(store: Store, day: Day): Promise<ReadonlyArray<ListedCall>> {
  const calls: Array<ListedCall> = [];
  const query = { ...callsByDayRange(store.tenantId, day), select: Object.keys(LISTED.columns) };
  for await (const page of store.table('CallsByDay').query(query)) {
    for (const row of page.filter(listsStoredCall)) {
      const { callId } = callListedAt(store.tenantId, row.rowKey) ?? {};
      if (callId === undefined) continue;
      const {
        rows: [values],
        unreadable: [unreadable],
      } = readRows(LISTED, [row]);
      const { ParticipantCount = 0, SessionCount = 0, SegmentCount = 0, MediaStreamCount = 0 } = values ?? {};
      const rows = 1 + ParticipantCount + SessionCount + SegmentCount + MediaStreamCount;
      calls.push({
        callId,
        generation: values?.Generation ?? '',
        rows,
        storedAt: values?.StoredAt,
        unreadable,
      });
    }
  }
  return calls;
}
