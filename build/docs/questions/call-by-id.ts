/** Question: one call, whose id is known. */

import type { ExampleWeek } from '../example/week.ts';
import type { Question } from './question.ts';

export function callById({ tenantId, callId, generation, yesterday }: ExampleWeek): Question {
  const rows = `${callId}_${generation}`;
  return {
    title: 'What do we know of this call?',
    inStorageExplorer: `First its head, which gives the Generation, the day (in FirstStartDateTime) and the number of rows. Then the rows
of that generation. Behind the day, the PartitionKey of MediaStreams ends with the first digit of the call id.`,
    filters: [
      { tables: ['CallRecords'], filter: `PartitionKey eq '${callId}' and RowKey eq '${tenantId}'` },
      {
        tables: ['Participants', 'Sessions', 'Segments', 'CallRecordDocuments'],
        filter: `PartitionKey eq '${callId}' and Generation eq '${generation}'`,
      },
      {
        tables: ['MediaStreams'],
        filter: `PartitionKey eq '${tenantId}_${yesterday}_${callId.charAt(0)}' and RowKey ge '${rows}_' and RowKey lt '${rows}\`'`,
      },
    ],
    inPowerQuery: `Its sessions, each with what the head says of the call. For participants or segments, use the name and columns of
that table.`,
    query: `let
    CallId = "${callId}",
    Sessions = StoredRows(
        "Sessions",
        each [PartitionKey] = CallId,
        {
            "CallId", "Generation", "SessionOrdinal", "SessionStartDateTime", "SessionDurationSeconds",
            "CallerDisplayName", "CallerPlatform", "CalleeDisplayName", "CalleePlatform", "SessionFailureReason"
        }
    ),
    Current = CurrentRows(Sessions)
in
    Table.RemoveColumns(Table.Sort(Current, {"SessionOrdinal"}), {"PartitionKey", "RowKey", "Timestamp"})`,
  };
}
