/** Question: yesterday's calls with poor audio, by subnet. */

import type { ExampleWeek } from '../example/week.ts';
import { AUDIO_LABEL, CLASSIFIER, FEWEST_PACKETS, LIMITS, limitedColumns } from './poor-audio.ts';
import type { Question } from './question.ts';
import { listOf } from './shared-queries.ts';

export function poorAudioBySubnet({ tenantId, yesterday }: ExampleWeek): Question {
  const partition = `${tenantId}_${yesterday}`;
  const overLimits = limitedColumns.map((column) => `${column} gt ${LIMITS[column]}`).join(' or ');
  const columns = ['CallId', 'Generation', 'MediaLabel', 'CallerSubnet', 'CalleeSubnet', 'PacketUtilization'];
  return {
    title: 'In which subnets did calls have poor audio yesterday?',
    inStorageExplorer: `Poor is defined as in [Microsoft's Call Quality Dashboard](${CLASSIFIER}):
more than ${FEWEST_PACKETS} packets, and on average more than 10 % of them lost, a round trip of more than 500 ms, or more than 30 ms of
jitter. Sort the streams by CallerSubnet or CalleeSubnet. A stream counts if its Generation is that of its call in the other
table, which is copied from CallRecords (and briefly behind it when a new version is stored).`,
    filters: [
      {
        tables: ['MediaStreams'],
        filter: `PartitionKey eq '${partition}' and MediaLabel eq '${AUDIO_LABEL}' and PacketUtilization gt ${FEWEST_PACKETS}L and (${overLimits})`,
      },
      { tables: ['CallsByDay'], filter: `PartitionKey eq '${partition}'` },
    ],
    inPowerQuery: `One row for each subnet, with the calls and the streams in which audio was poor. A record does not say which end
caused it, so a stream counts for the subnets of both ends.`,
    query: `let
    Today = DateTime.Date(DateTimeZone.RemoveZone(DateTimeZone.FixedUtcNow())),
    Day = Date.ToText(Date.AddDays(Today, -1), [Format = "yyyy-MM-dd", Culture = "en-US"]),
    Partition = TenantId & "_" & Day,
    Streams = StoredRows(
        "MediaStreams",
        each [PartitionKey] = Partition,
        ${listOf(columns)}
            & ${listOf(limitedColumns)}
    ),
    Poor = Table.SelectRows(
        Streams,
        each [MediaLabel] = "${AUDIO_LABEL}" and [PacketUtilization] > ${FEWEST_PACKETS} and (
            ${limitedColumns.map((column) => `[${column}] > ${LIMITS[column]}`).join('\n            or ')}
        )
    ),
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
