/** docs/tables.md, from the table declarations and an example. */

import { MAX_ROW_TEXT_LENGTH } from '../../src/store/compose-row.ts';
import { type DocumentsOnly, documentsOnly } from '../../src/tables/declarations/documents-only.ts';
import { type TableName, tables } from '../../src/tables/declarations/index.ts';
import { asArray, type GraphColumn } from '../../src/tables/graph-column.ts';
import { MAX_TEXT_LENGTH } from '../../src/tables/graph-value.ts';
import type { Column, TableDeclaration } from '../../src/tables/table.ts';
import type { Example } from './example/example.ts';
import { rowText } from './example/row-text.ts';
import { qualitySection } from './quality-section.ts';
import { questionsSection } from './questions/section.ts';

type AnyTable = TableDeclaration<Readonly<Record<string, Column>>>;

/** The whole page, in Markdown. */
export function tablesPage({ week, rows }: Example): string {
  const declared: ReadonlyArray<readonly [string, AnyTable]> = Object.entries(tables);
  const lists: ValueLists = new Map();
  const sections = declared.map(
    ([name, table]) => `${tableSection(table, lists)}
A row:

\`\`\`text
${rowText(table, rows[name as TableName])}
\`\`\`
`,
  );
  return [
    introduction(declared.map(([, table]) => table)),
    qualitySection(),
    questionsSection(week),
    ...sections,
    documentsOnlySection(documentsOnly),
  ].join('\n');
}

function introduction(declared: ReadonlyArray<AnyTable>): string {
  return `# Tables

Generated from the declarations in \`src/tables/declarations\`: \`npm run docs\` writes this page.

| table | one row per |
|---|---|
${declared.map(({ name, rowIs }) => `| [${name}](#${name.toLowerCase()}) | ${rowIs} |`).join('\n')}

- **Current rows.** The row of a call in CallRecords is its head. Its Generation says which rows of the other tables are
  current. Read only those. If there are fewer than the head's counts say, read the head again.
- **Order.** Columns are listed in the order in which rows are written: first what one looks for, and what the program
  needs itself last. Whether a tool of Azure shows them so has not been tried.
- **Keys** are parts joined by \`_\`. A character that is not allowed in keys is written as \`!\` and the four hexadecimal
  digits of its UTF-16 code unit. Positions have five digits. Days and times are UTC.
- **Empty columns.** A column always has the type given here. It is empty when Graph sent nothing for it. It is also empty
  when Graph sent a value that does not fit, and OmittedColumns then names it: a text over ${characters(MAX_TEXT_LENGTH)}, the
  longest texts of a row over ${characters(MAX_ROW_TEXT_LENGTH)} (fewer if not plain ASCII), a value of another type or out of range.
- **Values.** A list is one column, joined by commas. Durations are in seconds. Enums are texts, and unknown values are stored
  as they come. Date-times have Graph's seven digits and begin in 1601; Graph's year 0001 means no value.
- **Caller** is the end that initiated, **Callee** the end that answered. If an end does not give the kind of its identity, the
  kind is taken from the participants or the organizer with the same id.
- **CallRecordDocuments** holds everything that Graph sent, including what no column shows. The bytes of a call's current
  rows, in the order of the row keys and then of the columns, are one gzip file of JSON lines.
- **From** is the property in Graph. \`call\`, \`participant\`, \`session\`, \`segment\`, \`media\` and \`stream\` are the objects
  that the row is about. If several properties are named, the first one with a value counts.
- ${PERSONAL} marks the columns that can tell who a person is: \`./callrecords export --without-persons\` leaves them out.
- **The row shown** with each table was stored by this program from calls of the simulated tenant. Empty columns are left
  out. … stands for the rest of a long value, and for bytes that differ between versions of zlib.
- [Questions](#questions) shows how the tables answer what analysts ask.
`;
}

/** Where the page has a list of known values already, for lists too long to repeat. */
type ValueLists = Map<ReadonlyArray<string>, string>;

const LONGEST_REPEATED_LIST = 6;

/** What is said of columns that can tell who a person is. */
const PERSONAL = '**Personal.**';

function tableSection(table: AnyTable, lists: ValueLists): string {
  const { name, rowIs, partitionKey, rowKey, columns } = table;
  const rows = Object.entries(columns).map(([columnName, column]) => {
    const known = knownValues(column, `${name}.${columnName}`, lists);
    const meaning = [column.meaning, column.person ? PERSONAL : '', known]
      .filter((part) => part !== '')
      .join(' ');
    return `| ${columnName} | ${column.type} | ${inCell(meaning)} | ${inCell(origin(column))} |`;
  });
  return `## ${name}

One row per ${rowIs}.

- PartitionKey: ${partitionKey}
- RowKey: ${rowKey}

| column | type | meaning | from |
|---|---|---|---|
${rows.join('\n')}
`;
}

function knownValues(column: Column | GraphColumn, place: string, lists: ValueLists): string {
  if (!('knownValues' in column)) return '';
  const listedAt = lists.get(column.knownValues);
  if (listedAt !== undefined) return `Known: as for ${listedAt}.`;
  if (column.knownValues.length > LONGEST_REPEATED_LIST) lists.set(column.knownValues, place);
  return `Known: ${column.knownValues.join(', ')}.`;
}

function origin(column: Column | GraphColumn): string {
  if ('from' in column) return asArray(column.from).map(code).join(', ');
  if ('identityIn' in column) {
    return `${column.property} of ${asArray(column.identityIn).map(code).join(', ')}`;
  }
  if ('secondsBetween' in column) return column.secondsBetween.join(' to ');
  return '';
}

function documentsOnlySection(entries: ReadonlyArray<DocumentsOnly>): string {
  const items = entries.map(
    ({ below, properties, reason }) =>
      `- ${properties.map(code).join(', ')} below ${below.map(code).join(', ')}. ${reason}`,
  );
  return `## What no column holds

${items.join('\n')}
`;
}

function code(text: string): string {
  return `\`${text}\``;
}

function characters(length: number): string {
  return `${length.toLocaleString('en-GB')} characters`;
}

function inCell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}
