/** Which versions of calls are stored, asked for many calls of one hour. */

import { type CallId, parseCallId, type TenantId } from '../language/identifiers.ts';
import { compareVersions, type RecordVersion } from '../language/version.ts';
import type { Tables } from '../ports/storage.ts';
import { readHead } from '../store/head.ts';
import { callsByDay } from '../tables/declarations/calls-by-day.ts';
import { callsByDayRange } from '../tables/keys.ts';
import { ForeignRow, fromRow, withColumns } from '../tables/table.ts';
import type { Hour } from './coverage.ts';

const VERSION = withColumns(callsByDay, ['CallId', 'Version', 'LastModifiedDateTime']);

/** Whether a call is stored in the version shown, or a newer one; in any version where none is shown. */
export type IsStored = (callId: CallId, shown: RecordVersion | undefined) => Promise<boolean>;

/**
 * Reads the hour's rows of CallsByDay, which are written after their heads and so never promise too much. What they do
 * not know is looked up by its head: a call may have moved to another hour, or not be indexed yet.
 */
export async function storedVersionsOfHour(
  tables: Tables,
  tenantId: TenantId,
  hour: Hour,
): Promise<IsStored> {
  const indexed = new Map<CallId, RecordVersion>();
  const query = { ...callsByDayRange(tenantId, hour), select: Object.keys(VERSION.columns) };
  for await (const page of tables.table('CallsByDay').query(query)) {
    for (const row of page) {
      const values = await unlessForeign(() => fromRow(VERSION, row));
      const callId = parseCallId(values?.CallId);
      if (values === undefined || callId === undefined) continue;
      indexed.set(callId, { version: values.Version, lastModifiedDateTime: values.LastModifiedDateTime });
    }
  }
  const covers = (stored: RecordVersion | undefined, shown: RecordVersion | undefined) =>
    stored !== undefined && (shown === undefined || compareVersions(stored, shown) >= 0);

  return async (callId, shown) => {
    if (covers(indexed.get(callId), shown)) return true;
    const head = await unlessForeign(() => readHead(tables, tenantId, callId));
    return covers(head?.generation, shown);
  };
}

/** A row that people have broken proves nothing: the call counts as not stored, and ingest says what is wrong with it. */
async function unlessForeign<T>(read: () => T | Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof ForeignRow) return undefined;
    throw error;
  }
}
