/** Reads the calls of a day, or between two instants, in the order of their starts. */

import { type DateTime, parseDateTime } from '../language/date-time.ts';
import { dayOf, daysFrom } from '../language/day.ts';
import type { RowQuery } from '../ports/storage.ts';
import type { Store } from '../rows/store.ts';
import { listsStoredCall } from '../store/index-rows.ts';
import { type CallsByDayValues, callsByDay } from '../tables/declarations/calls-by-day.ts';
import { callsByDayRange } from '../tables/keys.ts';
import { type ReadRows, readRows } from '../tables/table.ts';

/**
 * The calls that started (in their first stored version) on a day, `yyyy-MM-dd`, or in an hour of it, `yyyy-MM-ddTHH`,
 * both in UTC; in the order of the starts, up to 1,000 a page, which is one request. They are as CallsByDay shows them,
 * not confirmed: a row is written after the head, so until a new version is settled it shows the version before. What
 * must be sure reads the head. A row that cannot be read stands beside the others. Rejects with RangeError for any other
 * period.
 */
export async function* callsOfDay(
  store: Store,
  dayOrHour: string,
): AsyncGenerator<ReadRows<CallsByDayValues>> {
  yield* listedIn(store, callsByDayRange(store.tenantId, dayOrHour));
}

/** What may be left out of calls that are read: no other column is required. */
export type OptionalCallColumn = {
  [Column in keyof CallsByDayValues]-?: undefined extends CallsByDayValues[Column] ? Column : never;
}[keyof CallsByDayValues];

/**
 * As those of a day: the calls that started at one instant or later, and before another; `without` some columns, which a
 * reader of whole days does not need.
 */
export async function* callsBetween(
  store: Store,
  { from, to }: { readonly from: DateTime; readonly to: DateTime },
  without: ReadonlyArray<OptionalCallColumn> = [],
): AsyncGenerator<ReadRows<CallsByDayValues>> {
  const left = new Set<string>(without);
  const select = Object.keys(callsByDay.columns).filter((column) => !left.has(column));
  for (const day of daysFrom(dayOf(from), dayOf(to))) {
    // The end is not included: at midnight it asks for nothing of its own day.
    if (to === parseDateTime(`${day}T00:00:00Z`)) break;
    const { partitionKey } = callsByDayRange(store.tenantId, day);
    yield* listedIn(store, {
      partitionKey,
      rowKeyFrom: from,
      rowKeyBefore: to,
      ...(without.length === 0 ? {} : { select }),
    });
  }
}

async function* listedIn(store: Store, range: RowQuery): AsyncGenerator<ReadRows<CallsByDayValues>> {
  for await (const page of store.table('CallsByDay').query(range)) {
    const listed = page.filter(listsStoredCall);
    if (listed.length > 0) yield readRows(callsByDay, listed);
  }
}
