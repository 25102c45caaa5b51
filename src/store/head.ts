/** The head of a call: the row that says which generation of its rows is current. */

import type { DateTime } from '../language/date-time.ts';
import type { CallId } from '../language/identifiers.ts';
import type { Store } from '../rows/store.ts';
import type { Row, StoredRow } from '../tables/cell.ts';
import { type CallRecordValues, callRecords } from '../tables/declarations/call-records.ts';
import { type Generation, parseGenerationName } from '../tables/generation.ts';
import { headKey } from '../tables/keys.ts';
import { ForeignRow, fromRow, withColumns } from '../tables/table.ts';
import { listedColumns } from './index-rows.ts';

/** The columns that the commit protocol reads. */
const HEAD = withColumns(callRecords, [
  'Generation',
  'Version',
  'LastModifiedDateTime',
  'Revision',
  'FirstStartDateTime',
  'StoredAt',
  'Layout',
  'VersionsStored',
  'Traceparent',
  'IncompleteBecause',
  'Withheld',
  'ParticipantCount',
  'SessionCount',
]);

/** What is read of a head: the protocol's columns, and what a list of calls shows. */
const READ_COLUMNS = [...new Set([...Object.keys(HEAD.columns), ...listedColumns])];

export interface Head {
  readonly etag: string;
  readonly generation: Generation;
  /** The start in the first version committed: the keys of a call's rows are made of it for ever. */
  readonly firstStartDateTime: DateTime;
  /** Of the notification that brought the version. */
  readonly traceparent: string | undefined;
  readonly storedAt: DateTime;
  readonly layout: number;
  /** Versions that were stored, as JSON: `versionsStored`. Heads of earlier releases have none. */
  readonly versionsStored: string | undefined;
  /** Why some of the version may be missing; undefined when it is whole. */
  readonly incompleteBecause: string | undefined;
  /** Whether the call is excluded: then it has no rows but this one and those that list it. */
  readonly isWithheld: boolean;
  /** Its participants and sessions together. */
  readonly members: number;
  /** What a list of calls shows. */
  readonly cells: Row['cells'];
}

/** Reads a call's head; undefined when no version of the call is stored. */
export async function readHead(store: Store, callId: CallId): Promise<Head | undefined> {
  const row = await store.table('CallRecords').get(headKey(store.tenantId, callId), READ_COLUMNS);
  return row === undefined ? undefined : headIn(row);
}

/** The head in a row of CallRecords. Throws ForeignRow when the row is not one of ours. */
export function headIn(row: StoredRow): Head {
  const values = fromRow(HEAD, row);
  if (parseGenerationName(values.Generation) === undefined) {
    throw new ForeignRow('CallRecords', row, 'Generation is not one of ours');
  }
  return {
    etag: row.etag,
    generation: {
      name: values.Generation,
      version: values.Version,
      lastModifiedDateTime: values.LastModifiedDateTime,
      revision: values.Revision,
    },
    firstStartDateTime: values.FirstStartDateTime,
    storedAt: values.StoredAt,
    layout: values.Layout,
    versionsStored: values.VersionsStored,
    traceparent: values.Traceparent,
    incompleteBecause: values.IncompleteBecause,
    isWithheld: values.Withheld !== undefined,
    members: values.ParticipantCount + values.SessionCount,
    cells: row.cells,
  };
}

const ALL_COLUMNS = Object.keys(callRecords.columns);

/** Reads all that a call's head says, for readers; undefined when no version of the call is stored. */
export async function readHeadValues(store: Store, callId: CallId): Promise<CallRecordValues | undefined> {
  const row = await readHeadRow(store, callId);
  return row === undefined ? undefined : fromRow(callRecords, row);
}

/** Reads a call's head as it is stored; undefined when no version of the call is stored. */
export async function readHeadRow(store: Store, callId: CallId): Promise<StoredRow | undefined> {
  return await store.table('CallRecords').get(headKey(store.tenantId, callId), ALL_COLUMNS);
}
