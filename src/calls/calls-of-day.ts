/** Reads the calls of a day, in the order of their starts. */

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
  const range = callsByDayRange(store.tenantId, dayOrHour);
  const select = Object.keys(CALL.columns);
  for await (const page of store.table('CallsByDay').query({ ...range, select })) {
    const listed = page.map((row) => fromRow(CALL, row));
    yield* confirmedCalls(store, listed);
  }
}
