/** The part of docs/tables.md with questions and their answers. */

import type { ExampleWeek } from '../example/week.ts';
import { callById } from './call-by-id.ts';
import { callsOfPerson } from './calls-of-person.ts';
import { poorAudioBySubnet } from './poor-audio-by-subnet.ts';
import type { Question } from './question.ts';
import { type SharedQuery, sharedQueries } from './shared-queries.ts';

export function questionsSection(week: ExampleWeek): string {
  const questions = [callById(week), poorAudioBySubnet(week), callsOfPerson(week)];
  return `## Three questions

The ids and days are those of the rows shown below; today is Wednesday, ${week.today}.

**Storage Explorer** takes a filter as text: open the table, choose Query, and paste it into the text editor. A test runs
every filter of this page against the storage emulator.

**Power Query** (Power BI, Excel) merges rows with the heads of their calls, so that only current ones count. The queries
below have not been run, because nothing here can run them: Microsoft's parser accepts their syntax, no more is known.

- Sign in with the organisational account: accounts made by the template take no keys. With Microsoft Entra ID the connector
  [can fail at table names with capitals](https://learn.microsoft.com/power-query/connectors/azure-table-storage#limitations-and-considerations),
  which these are. Where it does, \`npm run --silent calls -- --day DAY --json\` gives rows to load, or sign in with the key of
  an account whose keys you have allowed, which is then the password to all records.
- The connector gives each row as PartitionKey, RowKey, Timestamp and a record Content with all other columns. Compared
  are the keys, by \`=\`, \`<\` and nothing else, before Content is opened: that is what the service can do by itself.
  Conditions on other columns are left to Power Query, which does them after the download. Microsoft does not document
  what the connector sends: look into
  [query diagnostics](https://learn.microsoft.com/power-query/query-diagnostics-folding) before you schedule a refresh.
  A request without \`$filter\` reads the whole table, and CurrentRows makes one request for each call.
- Days are UTC, in the tables and in the queries.

All three use these queries, which are not loaded into the model:

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
