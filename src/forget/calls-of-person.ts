/** Finds the calls that an erasure concerns: those of the person's hints, and those that the person organized. */

import type { DateTime } from '../language/date-time.ts';
import { type Day, dayOf, daysFrom, parseDay } from '../language/day.ts';
import { type CallId, parseCallId } from '../language/identifiers.ts';
import type { Store } from '../rows/store.ts';
import type { StoredRow } from '../tables/cell.ts';
import {
  type CallPlace,
  callsByDayRange,
  callsByUserSince,
  dayPartition,
  partitionsBeginning,
  userPartition,
} from '../tables/keys.ts';

/** The calls by whose hints this id is found, the latest first: those that started before an instant. */
export async function* callsByHint(
  store: Store,
  id: string,
  before: DateTime,
): AsyncGenerator<ReadonlyArray<CallPlace>> {
  const hints = store.table('CallsByUser').query({
    partitionKey: userPartition(store.tenantId, id),
    rowKeyFrom: callsByUserSince(before),
    select: ['CallId', 'FirstStartDateTime'],
  });
  for await (const page of hints) yield page.flatMap((row) => placeIn(store, row));
}

/**
 * The calls of a day that its list shows this id as the organizer of, of those that started before an instant: an
 * organizer who did not join has no hint.
 */
export async function* callsByOrganizer(
  store: Store,
  id: string,
  day: Day,
  before: DateTime,
): AsyncGenerator<ReadonlyArray<CallPlace>> {
  for (const value of new Set([id, id.toLowerCase()])) {
    const calls = store.table('CallsByDay').query({
      ...callsByDayRange(store.tenantId, day),
      where: [{ column: 'OrganizerIdentityId', is: 'eq', cell: { type: 'String', value } }],
      select: ['CallId', 'FirstStartDateTime'],
    });
    for await (const page of calls) {
      const places = page.flatMap((row) => placeIn(store, row));
      yield places.filter(({ firstStartDateTime }) => firstStartDateTime < before);
    }
  }
}

/** The days up to an instant on which calls of the tenant may stand, from the first that has one. */
export async function daysWithCalls(store: Store, before: DateTime): Promise<ReadonlyArray<Day>> {
  const first = await firstDay(store);
  return first === undefined ? [] : [...daysFrom(first, dayOf(before))];
}

async function firstDay(store: Store): Promise<Day | undefined> {
  const prefix = dayPartition(store.tenantId, '' as Day);
  const rows = store.table('CallsByDay').queryPartitions({ ...partitionsBeginning(prefix), select: [] });
  for await (const page of rows) {
    const [row] = page;
    if (row !== undefined) return parseDay(row.partitionKey.slice(prefix.length));
  }
  return undefined;
}

function placeIn({ tenantId }: Store, { cells }: StoredRow): ReadonlyArray<CallPlace> {
  const callId: CallId | undefined = parseCallId(cells.CallId?.value);
  const start = cells.FirstStartDateTime;
  if (callId === undefined || start?.type !== 'DateTime') return [];
  return [{ tenantId, callId, firstStartDateTime: start.value as DateTime }];
}
