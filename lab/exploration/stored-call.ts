/** What the tables hold of the explored call, as texts that can be compared between runs. */

import type { StoredRow } from '../../src/tables/cell.ts';
import type { TableName } from '../../src/tables/declarations/index.ts';
import type { Snapshot } from './snapshot.ts';
import { textOf } from './texts.ts';

/** Tables whose rows do not follow from the call. Whatever table is added later does. */
const OPERATIONAL: ReadonlyArray<TableName> = [
  'PendingCallRecords',
  'DeadLetters',
  'Subscriptions',
  'PipelineStatus',
];

/** Written after the head: at an instant they may be late, in the end they may not. */
const INDEXES: ReadonlyArray<TableName> = ['CallsByDay', 'CallsByUser'];

/** All that is there of the call. */
export function leftIn({ tables }: Snapshot): string {
  const texts = tablesWithout(tables, OPERATIONAL).flatMap((table) =>
    tables[table].rows.map((row) => comparable(table, row)),
  );
  return withoutName(texts, visibleGeneration(tables));
}

/** What a reader takes for the call who has read the head: the rows of its generation, and itself. */
export function seenIn({ tables }: Snapshot): string {
  const generation = visibleGeneration(tables);
  const texts = tablesWithout(tables, [...OPERATIONAL, ...INDEXES]).flatMap((table) =>
    tables[table].rows
      .filter(({ cells }) => cells.Generation?.value === generation)
      .map((row) => comparable(table, row)),
  );
  return withoutName(texts, generation);
}

function visibleGeneration(tables: Snapshot['tables']): string | undefined {
  const generation = tables.CallRecords.rows[0]?.cells.Generation;
  return generation?.type === 'String' ? generation.value : undefined;
}

/** The head's generation has another name in every run; a row that names any other one stays different. */
function withoutName(texts: ReadonlyArray<string>, generation: string | undefined): string {
  const text = texts.join('\n');
  return generation === undefined ? text : text.replaceAll(generation, 'GENERATION');
}

function tablesWithout(tables: Snapshot['tables'], names: ReadonlyArray<TableName>) {
  return (Object.keys(tables) as Array<TableName>).filter((name) => !names.includes(name));
}

/** They differ between attempts at one reading, each of which is right; a hint may name any that saw the user. */
const OF_THE_ATTEMPT: ReadonlyArray<string> = ['Revision', 'StoredAt', 'VersionsStored', 'SeenInGeneration'];

/** Most rows of a snapshot are those of the one before it. */
const known = new WeakMap<StoredRow, string>();

function comparable(table: TableName, row: StoredRow): string {
  const text = known.get(row) ?? comparableText(table, row);
  known.set(row, text);
  return text;
}

function comparableText(table: TableName, { partitionKey, rowKey, cells }: StoredRow): string {
  const columns = Object.entries(cells).filter(([name]) => !OF_THE_ATTEMPT.includes(name));
  return textOf([table, partitionKey, rowKey, ...columns.sort(([a], [b]) => (a < b ? -1 : 1))]);
}
