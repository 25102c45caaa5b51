/** Reads the media streams of the calls of a day. */

import type { Day } from '../language/day.ts';
import type { Store } from '../rows/store.ts';
import { callsByDay } from '../tables/declarations/calls-by-day.ts';
import { type MediaStreamValues, mediaStreams } from '../tables/declarations/media-streams.ts';
import { callsByDayRange } from '../tables/keys.ts';
import { valuesIn, withColumns } from '../tables/table.ts';

const LISTED = withColumns(callsByDay, ['CallId', 'Generation']);
const IDENTITY = ['CallId', 'Generation'] as const;

/**
 * The streams of the calls that started (in their first stored version) on a UTC day, with these columns of them, up to
 * 1,000 a page, which is one request. As of calls in CallsByDay, the version shown may briefly be the one before.
 */
export async function* streamsOfDay<const Name extends keyof MediaStreamValues & string>(
  store: Store,
  day: Day,
  names: ReadonlyArray<Name>,
): AsyncGenerator<ReadonlyArray<Pick<MediaStreamValues, Name>>, void, undefined> {
  const current = await generationsOfDay(store, day);
  const declaration = withColumns(mediaStreams, [...IDENTITY, ...names]);
  const { partitionKey } = callsByDayRange(store.tenantId, day);
  const pages = store.table('MediaStreams').queryPartitions({
    partitionKeyFrom: partitionKey,
    // The character after the separator: a day may have several partitions.
    partitionKeyBefore: `${partitionKey}\``,
    select: Object.keys(declaration.columns),
  });
  for await (const page of pages) {
    yield page.flatMap((row) => {
      const values = valuesIn(declaration, row) as MediaStreamValues | undefined;
      return values !== undefined && current.get(values.CallId) === values.Generation ? [values] : [];
    });
  }
}

/** The current generation of each call of a day. */
async function generationsOfDay(store: Store, day: Day): Promise<ReadonlyMap<string, string>> {
  const query = { ...callsByDayRange(store.tenantId, day), select: Object.keys(LISTED.columns) };
  const current = new Map<string, string>();
  for await (const page of store.table('CallsByDay').query(query)) {
    for (const row of page) {
      const listed = valuesIn(LISTED, row);
      if (listed !== undefined) current.set(listed.CallId, listed.Generation);
    }
  }
  return current;
}
