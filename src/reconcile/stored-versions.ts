/** Which versions of calls are stored, asked for many calls of one hour. */

import { type CallId, parseCallId } from '../language/identifiers.ts';
import { compareVersions, type RecordVersion } from '../language/version.ts';
import type { Store } from '../rows/store.ts';
import { readHead } from '../store/head.ts';
import { callsByDay } from '../tables/declarations/calls-by-day.ts';
import { callsByDayRange } from '../tables/keys.ts';
import { ForeignRow, valuesIn, withColumns } from '../tables/table.ts';
import type { Hour } from './coverage.ts';

const VERSION = withColumns(callsByDay, ['CallId', 'Version', 'LastModifiedDateTime']);

/** Whether a call is stored in the version shown, or a newer one; in any version where none is shown. */
export type IsStored = (callId: CallId, shown: RecordVersion | undefined) => Promise<boolean>;

/**
 * Reads the hour's rows of CallsByDay, which are written after their heads and so never promise too much. What they do
 * not know is looked up by its head: a call may have moved to another hour, or not be indexed yet. A row that an operator
 * has broken proves nothing: the call counts as not stored, and ingest says what is wrong with it.
 */
export async function storedVersionsOfHour(store: Store, hour: Hour): Promise<IsStored> {
  const indexed = new Map<CallId, RecordVersion>();
  const query = { ...callsByDayRange(store.tenantId, hour), select: Object.keys(VERSION.columns) };
  for await (const page of store.table('CallsByDay').query(query)) {
    for (const row of page) {
      const values = valuesIn(VERSION, row);
      const callId = parseCallId(values?.CallId);
      if (values === undefined || callId === undefined) continue;
      indexed.set(callId, { version: values.Version, lastModifiedDateTime: values.LastModifiedDateTime });
    }
  }
  const covers = (stored: RecordVersion | undefined, shown: RecordVersion | undefined) =>
    stored !== undefined && (shown === undefined || compareVersions(stored, shown) >= 0);

  return async (callId, shown) =>
    covers(indexed.get(callId), shown) || covers(await headVersion(store, callId), shown);
}

async function headVersion(store: Store, callId: CallId): Promise<RecordVersion | undefined> {
  try {
    return (await readHead(store, callId))?.generation;
  } catch (error) {
    if (error instanceof ForeignRow) return undefined;
    throw error;
  }
}
