/**
 * The queries that all others use: where the tables are, and which of their rows are current. The shared code is
 * functions, because Power Query takes those for a part of the query that calls them: its privacy checks refuse one
 * that mixes a source with the results of others.
 */

import type { callRecords } from '../../../src/tables/declarations/call-records.ts';

type HeadColumn = keyof typeof callRecords.columns & string;

/** What the answers show of a call, from its head. */
export const SHOWN_OF_CALL = [
  'CallStartDateTime',
  'CallDurationSeconds',
  'CallType',
  'OrganizerDisplayName',
] as const satisfies ReadonlyArray<HeadColumn>;

export interface SharedQuery {
  readonly name: string;
  readonly meaning: string;
  readonly query: string;
}

export function sharedQueries(tenantId: string): ReadonlyArray<SharedQuery> {
  return [
    { name: 'TenantId', meaning: 'the tenant whose calls are read', query: `"${tenantId}"` },
    {
      name: 'StoredRows',
      meaning: 'some rows of a table',
      query: `(table as text, keys as function, columns as list) as table =>
    let
        Tables = AzureStorage.Tables("contosocalls"),
        // The keys are compared before Content is opened, and only these columns are taken from it.
        Rows = Table.SelectRows(Tables{[Name = table]}[Data], keys)
    in
        Table.ExpandRecordColumn(Rows, "Content", columns)`,
    },
    {
      name: 'CurrentRows',
      meaning: 'the current ones among some rows, with what the head says of the call',
      query: `(rows as table) as table =>
    let
        Keys = {"CallId", "Generation"},
        Shown = ${listOf(SHOWN_OF_CALL)},
        Head = (callId as text) as table =>
            StoredRows("CallRecords", each [PartitionKey] = callId and [RowKey] = TenantId, Keys & Shown),
        Buffered = Table.Buffer(rows),
        Heads = Table.Combine(List.Transform(List.Distinct(Buffered[CallId]), Head), Keys & Shown),
        // A row that does not have the Generation of its head finds no head here, and is dropped.
        Merged = Table.NestedJoin(Buffered, Keys, Heads, Keys, "Head", JoinKind.Inner)
    in
        Table.ExpandTableColumn(Merged, "Head", Shown)`,
    },
  ];
}

/** Texts as a list of M. */
export function listOf(texts: ReadonlyArray<string>): string {
  return `{${texts.map((text) => `"${text}"`).join(', ')}}`;
}
