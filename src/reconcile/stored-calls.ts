/** Which calls of an hour are stored, and in which versions. */

import { type DateTime, toDate, toDateTime } from '../language/date-time.ts';
import { type CallId, parseCallId } from '../language/identifiers.ts';
import { HOUR_MS } from '../language/milliseconds.ts';
import { compareVersions, type RecordVersion } from '../language/version.ts';
import type { RowQuery } from '../ports/storage.ts';
import type { Store } from '../rows/store.ts';
import { type Head, readHead } from '../store/head.ts';
import { callsByDay } from '../tables/declarations/calls-by-day.ts';
import { callsByDayRange } from '../tables/keys.ts';
import { ForeignRow, valuesIn, withColumns } from '../tables/table.ts';
import { isRefused, type Withheld } from '../withheld/withheld.ts';
import { boundsOf, dayOfHour, type Hour, hourOf, hoursFrom } from './coverage.ts';

const VERSION = withColumns(callsByDay, ['CallId', 'Version', 'LastModifiedDateTime', 'StoredAt']);

interface IndexedCall extends RecordVersion {
  readonly storedAt: DateTime;
}

export interface StoredCalls {
  /**
   * `stored`: in the version shown, or a newer one; in any version where none is shown. `expired`: its first version
   * started before the days that are kept, and newer ones are not stored.
   */
  stateOf(callId: CallId, shown: RecordVersion | undefined): Promise<'stored' | 'expired' | 'missing'>;
  /** The calls that start in the hour and were stored before an instant. */
  storedBefore(instant: Date): ReadonlyArray<CallId>;
}

/**
 * Reads the hour's rows of CallsByDay, which are written after their heads and so never promise too much. What they do
 * not know is looked up by its head: a call may have moved to another hour, or not be indexed yet. A row that an operator
 * has broken proves nothing: the call counts as not stored, and ingest says what is wrong with it.
 */
export async function storedCallsOfHour(store: Store, hour: Hour, withheld: Withheld): Promise<StoredCalls> {
  const indexed = new Map<CallId, IndexedCall>();
  for (const query of queriesFor(store, hour)) {
    for await (const page of store.table('CallsByDay').query(query)) {
      for (const row of page) {
        const values = valuesIn(VERSION, row);
        const callId = parseCallId(values?.CallId);
        if (values === undefined || callId === undefined) continue;
        const { Version, LastModifiedDateTime, StoredAt } = values;
        indexed.set(callId, {
          version: Version,
          lastModifiedDateTime: LastModifiedDateTime,
          storedAt: StoredAt,
        });
      }
    }
  }
  const covers = (stored: RecordVersion | undefined, shown: RecordVersion | undefined) =>
    stored !== undefined && (shown === undefined || compareVersions(stored, shown) >= 0);

  return {
    async stateOf(callId, shown) {
      if (covers(indexed.get(callId), shown)) return 'stored';
      const head = await headOf(store, callId);
      if (covers(head?.generation, shown)) return 'stored';
      return head !== undefined && isRefused(withheld, head.firstStartDateTime) ? 'expired' : 'missing';
    },
    storedBefore(instant) {
      return [...indexed].flatMap(([callId, { storedAt }]) => (toDate(storedAt) < instant ? [callId] : []));
    },
  };
}

/**
 * Rows stand where the first version of their call said that it starts, and starts move: the hours beside are looked at
 * too. One request for 1,000 calls, and one more where a day begins or ends.
 */
function* queriesFor({ tenantId }: Store, hour: Hour): Generator<RowQuery, void, undefined> {
  const { from, to } = boundsOf(hour);
  const first = hourOf(new Date(from.getTime() - HOUR_MS));
  const last = hourOf(to);
  const column = 'CallStartDateTime';
  for (const day of new Set([...hoursFrom(first, last)].map(dayOfHour))) {
    yield {
      partitionKey: callsByDayRange(tenantId, day).partitionKey,
      rowKeyFrom: first,
      rowKeyBefore: hourOf(boundsOf(last).to),
      where: [
        { column, is: 'ge', cell: { type: 'DateTime', value: toDateTime(from) } },
        { column, is: 'lt', cell: { type: 'DateTime', value: toDateTime(to) } },
      ],
      select: Object.keys(VERSION.columns),
    };
  }
}

async function headOf(store: Store, callId: CallId): Promise<Head | undefined> {
  try {
    return await readHead(store, callId);
  } catch (error) {
    if (error instanceof ForeignRow) return undefined;
    throw error;
  }
}
