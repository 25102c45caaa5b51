/** The part of docs/tables.md with questions and their answers. */

import type { ExampleWeek } from '../example/week.ts';
import { callById } from './call-by-id.ts';
import { callsOfPerson } from './calls-of-person.ts';
import { poorAudioBySubnet } from './poor-audio-by-subnet.ts';
import { poorAudioCalls } from './poor-audio-calls.ts';
import type { Question } from './question.ts';
import { type SharedQuery, sharedQueries } from './shared-queries.ts';

export function questionsSection(week: ExampleWeek): string {
  const questions = [callById(week), poorAudioCalls(week), poorAudioBySubnet(week), callsOfPerson(week)];
  return `## Questions

The ids and days are those of the rows shown below. Today is Wednesday, ${week.today}.

**Storage Explorer** takes a filter as text: open the table, choose Query, and paste the filter into the text editor. A test
runs every filter of this page against the storage emulator.

**Power Query** (Power BI, Excel) merges rows with the heads of their calls, so that only current rows count. The queries
below have not been run, because the tests cannot run Power Query. Microsoft's parser accepts their syntax; more is not
known.

- Sign in with the organisational account: storage accounts made by the template accept no keys. With Microsoft Entra ID the
  connector [can fail at table names with capitals](https://learn.microsoft.com/power-query/connectors/azure-table-storage#limitations-and-considerations),
  and these names have capitals. If it fails, load the output of \`./callrecords calls --day DAY --json\`, or sign in with the
  key of an account for which you have allowed keys. That key is then the password to all records.
- The connector returns each row as PartitionKey, RowKey, Timestamp and a record Content with all other columns. The queries
  compare the keys before they open Content, by \`=\`, \`>=\` and \`<\` only, because the service itself can evaluate that. Power
  Query evaluates conditions on other columns after the download. Microsoft does not document what the connector sends: check
  [query diagnostics](https://learn.microsoft.com/power-query/query-diagnostics-folding) before you schedule a refresh.
  A request without \`$filter\` reads the whole table, and CurrentRows makes one request for each call.
- Days are UTC, in the tables and in the queries.

All of them use these queries, which are not loaded into the model:

${sharedQueries(week.tenantId).map(sharedQueryText).join('\n')}
${questions.map(questionSection).join('\n')}`;
}

function sharedQueryText({ name, meaning, query }: SharedQuery): string {
  return `**${name}**: ${meaning}

\`\`\`powerquery
${query}
\`\`\`
`;
}

function questionSection({ title, inStorageExplorer, filters, inPowerQuery, query }: Question): string {
  return `### ${title}

${inStorageExplorer}

${filters.map(({ tables, filter }) => `In ${tables.join(', ')}:\n\n\`\`\`odata\n${filter}\n\`\`\`\n`).join('\n')}
${inPowerQuery}

\`\`\`powerquery
${query}
\`\`\`
`;
}
