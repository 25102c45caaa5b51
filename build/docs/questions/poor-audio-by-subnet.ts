/** Question: yesterday's calls with poor audio, by subnet. */

import type { ExampleWeek } from '../example/week.ts';
import type { Question } from './question.ts';
import { listOf } from './shared-queries.ts';

export function poorAudioBySubnet({ tenantId, yesterday, today }: ExampleWeek): Question {
  const partition = `${tenantId}_${yesterday}`;
  const columns = ['CallId', 'Generation', 'MediaLabel', 'Quality', 'CallerSubnet', 'CalleeSubnet'];
  return {
    title: 'In which subnets did calls have poor audio yesterday?',
    inStorageExplorer: `Sort the streams by CallerSubnet or CalleeSubnet. A stream counts if its Generation is that of its call in
the other table, which is copied from CallRecords (and briefly behind it when a new version is stored).`,
    filters: [
      {
        tables: ['MediaStreams'],
        filter: `PartitionKey ge '${partition}' and PartitionKey lt '${tenantId}_${today}' and MediaLabel eq 'main-audio' and Quality eq 'poor'`,
      },
      { tables: ['CallsByDay'], filter: `PartitionKey eq '${partition}'` },
    ],
    inPowerQuery: `One row for each subnet, with the calls and the streams in which audio was poor. A record does not say which end
caused it, so a stream counts for the subnets of both ends.`,
    query: `let
    Today = DateTime.Date(DateTimeZone.RemoveZone(DateTimeZone.FixedUtcNow())),
    PartitionsOf = (day as date) as text =>
        TenantId & "_" & Date.ToText(day, [Format = "yyyy-MM-dd", Culture = "en-US"]),
    From = PartitionsOf(Date.AddDays(Today, -1)),
    Before = PartitionsOf(Today),
    Streams = StoredRows(
        "MediaStreams",
        each [PartitionKey] >= From and [PartitionKey] < Before,
        ${listOf(columns)}
    ),
    Poor = Table.SelectRows(Streams, each [MediaLabel] = "main-audio" and [Quality] = "poor"),
    Current = CurrentRows(Poor),
    SubnetsOf = (end as text) as table =>
        Table.RenameColumns(Table.SelectColumns(Current, {"CallId", "RowKey", end}), {{end, "Subnet"}}),
    Ends = Table.Combine({SubnetsOf("CallerSubnet"), SubnetsOf("CalleeSubnet")}),
    BySubnet = Table.Group(
        Table.SelectRows(Ends, each [Subnet] <> null and [Subnet] <> ""),
        {"Subnet"},
        {
            {"PoorCalls", each List.Count(List.Distinct([CallId])), Int64.Type},
            {"PoorStreams", each List.Count(List.Distinct([RowKey])), Int64.Type}
        }
    )
in
    Table.Sort(BySubnet, {{"PoorCalls", Order.Descending}})`,
  };
}
