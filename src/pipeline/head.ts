/** The head of a call: the row that says which generation of its rows is current. */

import type { DateTime } from '../domain/date-time.ts';
import { type Generation, parseGenerationName } from '../domain/generation.ts';
import type { CallId, TenantId } from '../domain/identifiers.ts';
import { headKey } from '../domain/keys.ts';
import { ForeignRow, fromRow, withColumns } from '../domain/table.ts';
import { callRecords } from '../domain/tables/call-records.ts';
import type { Tables } from '../ports.ts';

/** The columns that the commit protocol reads; the others are for people. */
const HEAD = withColumns(callRecords, [
  'Generation',
  'Version',
  'LastModifiedDateTime',
  'Revision',
  'FirstStartDateTime',
]);
const HEAD_COLUMNS = Object.keys(HEAD.columns);

export interface Head {
  readonly etag: string;
  readonly generation: Generation;
  /** The start in the first version committed: the keys of a call's rows are made of it for ever. */
  readonly firstStartDateTime: DateTime;
}

/** Reads a call's head; undefined when no version of the call is stored. */
export async function readHead(
  tables: Tables,
  tenantId: TenantId,
  callId: CallId,
): Promise<Head | undefined> {
  const row = await tables.table('CallRecords').get(headKey(tenantId, callId), HEAD_COLUMNS);
  if (row === undefined) return undefined;
  const values = fromRow(HEAD, row);
  if (parseGenerationName(values.Generation) === undefined) {
    throw new ForeignRow(`CallRecords (${row.partitionKey}, ${row.rowKey}): Generation is not one of ours`);
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
  };
}
