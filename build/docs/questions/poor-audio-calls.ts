/** Question: yesterday's calls with poor audio. */

import type { ExampleWeek } from '../example/week.ts';
import type { Question } from './question.ts';
import { listOf } from './shared-queries.ts';

/** What a list of poor calls is read for. */
const COLUMNS = [
  'CallId',
  'CallStartDateTime',
  'CallDurationSeconds',
  'CallType',
  'OrganizerDisplayName',
  'AudioGoodStreamCount',
  'AudioPoorStreamCount',
  'QualityBecause',
];

export function poorAudioCalls({ tenantId, yesterday }: ExampleWeek): Question {
  return {
    title: 'Which calls had poor audio yesterday?',
    inStorageExplorer: `One filter on the list of calls. QualityBecause says why, in all media of the call. \`VideoPoorStreamCount gt 0\`,
\`ScreenSharingPoorStreamCount gt 0\`, \`DroppedSessionCount gt 0\` and \`WorstFeedbackRating eq 'bad'\` ask as much of other
matters.`,
    filters: [
      {
        tables: ['CallsByDay'],
        filter: `PartitionKey eq '${tenantId}_${yesterday}' and AudioPoorStreamCount gt 0`,
      },
    ],
    inPowerQuery: 'The same calls, those with the most poor streams first.',
    query: `let
    Today = DateTime.Date(DateTimeZone.RemoveZone(DateTimeZone.FixedUtcNow())),
    Day = Date.ToText(Date.AddDays(Today, -1), [Format = "yyyy-MM-dd", Culture = "en-US"]),
    Partition = TenantId & "_" & Day,
    Calls = StoredRows("CallsByDay", each [PartitionKey] = Partition, ${listOf(COLUMNS)}),
    Poor = Table.SelectRows(Calls, each [AudioPoorStreamCount] > 0)
in
    Table.Sort(Poor, {{"AudioPoorStreamCount", Order.Descending}})`,
  };
}
