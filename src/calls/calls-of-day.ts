/** Reads the calls of a day, or between two instants, in the order of their starts. */

import type { DateTime } from '../language/date-time.ts';
import { dayOf, daysFrom } from '../language/day.ts';
import type { RowQuery } from '../ports/storage.ts';
import type { Store } from '../rows/store.ts';
import type { CallRecordValues } from '../tables/declarations/call-records.ts';
import { callsByDay } from '../tables/declarations/calls-by-day.ts';
import { callsByDayRange } from '../tables/keys.ts';
import { fromRow, withColumns } from '../tables/table.ts';
import { confirmedCalls } from './confirmed-calls.ts';

const CALL = withColumns(callsByDay, ['CallId']);

/**
 * The heads of the calls that started (in their first stored version) on a day, `yyyy-MM-dd`, or in an hour of it,
 * `yyyy-MM-ddTHH`, both in UTC; page by page, in the order of the starts. An index row only says where to look: each
 * head is read, so that what is listed is what is stored. Rejects with RangeError for any other period.
 */
export async function* callsOfDay(
  store: Store,
  dayOrHour: string,
): AsyncGenerator<ReadonlyArray<CallRecordValues>> {
  yield* listedIn(store, callsByDayRange(store.tenantId, dayOrHour));
}

/** As those of a day: the heads of the calls that started at one instant or later, and before another. */
export async function* callsBetween(
  store: Store,
  { from, to }: { readonly from: DateTime; readonly to: DateTime },
): AsyncGenerator<ReadonlyArray<CallRecordValues>> {
  for (const day of daysFrom(dayOf(from), dayOf(to))) {
    const { partitionKey } = callsByDayRange(store.tenantId, day);
    yield* listedIn(store, { partitionKey, rowKeyFrom: from, rowKeyBefore: to });
  }
}

async function* listedIn(store: Store, range: RowQuery): AsyncGenerator<ReadonlyArray<CallRecordValues>> {
  const select = Object.keys(CALL.columns);
  for await (const page of store.table('CallsByDay').query({ ...range, select })) {
    const listed = page.map((row) => fromRow(CALL, row));
    yield* confirmedCalls(store, listed);
  }
}
