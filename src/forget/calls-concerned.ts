/** Finds the stored calls that an erasure or an exclusion concerns, in pages from which another run can go on. */

import type { DateTime } from '../language/date-time.ts';
import type { Day } from '../language/day.ts';
import { parseCallId } from '../language/identifiers.ts';
import type { Store } from '../rows/store.ts';
import type { StoredRow } from '../tables/cell.ts';
import { type CallPlace, partitionsBeginning } from '../tables/keys.ts';
import type { ExclusionKind } from '../withheld/exclusion.ts';
import { meetingKey } from '../withheld/meeting-key.ts';
import { callsByHint, callsByOrganizer, daysWithCalls } from './calls-of-person.ts';

/** Some of the calls, and the cursor with which a run that does not come to their end goes on. */
export interface ConcernedCalls {
  readonly calls: ReadonlyArray<CallPlace>;
  readonly cursor: string | undefined;
}

/** Of whom or what the calls are. */
export interface Concerned {
  readonly kind: ExclusionKind;
  readonly ids: ReadonlyArray<string>;
  /** Only calls that started before. */
  readonly before: DateTime;
}

/** A call can come more than once. */
export async function* callsConcerned(
  store: Store,
  concerned: Concerned,
  cursor?: string,
): AsyncGenerator<ConcernedCalls> {
  if (concerned.kind === 'meeting') {
    yield* callsOfMeeting(store, concerned, cursor);
    return;
  }
  // Hints go with the person, so what is left of them is what is left to do.
  for (const id of concerned.kind === 'user' ? concerned.ids : []) {
    for await (const calls of callsByHint(store, id, concerned.before)) yield { calls, cursor };
  }
  yield* callsOrganizedBy(store, concerned, cursor as Day | undefined);
}

async function* callsOrganizedBy(
  store: Store,
  { ids, before }: Concerned,
  from: Day | undefined,
): AsyncGenerator<ConcernedCalls> {
  for (const day of await daysWithCalls(store, before)) {
    if (from !== undefined && day < from) continue;
    yield { calls: [], cursor: day };
    for (const id of ids) {
      for await (const calls of callsByOrganizer(store, id, day, before)) yield { calls, cursor: day };
    }
  }
}

/** Only heads hold the link of a meeting: all of them are looked at, a thousand a request. */
async function* callsOfMeeting(
  store: Store,
  { ids, before }: Concerned,
  from = '',
): AsyncGenerator<ConcernedCalls> {
  const heads = store.table('CallRecords').queryPartitions({
    partitionKeyFrom: from,
    partitionKeyBefore: partitionsBeginning('').partitionKeyBefore,
    rowKey: store.tenantId,
    select: ['JoinWebUrl', 'FirstStartDateTime'],
  });
  const keys = new Set(ids);
  let cursor = from;
  for await (const page of heads) {
    // A page can be empty, and others follow.
    cursor = page[0]?.partitionKey ?? cursor;
    const calls = page.flatMap((row) => placeOf(store, row, keys));
    yield { calls: calls.filter(({ firstStartDateTime }) => firstStartDateTime < before), cursor };
  }
}

function placeOf(
  { tenantId }: Store,
  { partitionKey, cells }: StoredRow,
  keys: ReadonlySet<string>,
): ReadonlyArray<CallPlace> {
  const callId = parseCallId(partitionKey);
  const { JoinWebUrl: link, FirstStartDateTime: start } = cells;
  if (callId === undefined || link?.type !== 'String' || start?.type !== 'DateTime') return [];
  return keys.has(meetingKey(link.value) ?? '')
    ? [{ tenantId, callId, firstStartDateTime: start.value as DateTime }]
    : [];
}
