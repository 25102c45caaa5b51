/** What may not be kept as it was stored, and whether it is gone. */

import type { TableName } from '../../src/tables/declarations/index.ts';
import { azureRows } from './azure-rows.ts';
import { documentTexts } from './document.ts';
import { type Row, textOf } from './row.ts';
import { CALL_TABLES, type StoredCall } from './stored-calls.ts';
import { isNamedIn } from './users.ts';

/** Deleted whole, stored without a user, or withheld except for its head. */
export type Ending = 'deleted' | 'forgotten' | 'withheld';

/** A call that had been stored before it was no longer to be kept so. */
export interface NotKept {
  readonly callId: string;
  readonly ending: Ending;
  /** What no row of the call may say any more: the ids, names and addresses of those it is about. */
  readonly texts: ReadonlyArray<string>;
  /** What Graph had: operators can exclude the call meanwhile. */
  readonly record?: object;
}

/** What differs, a line each. */
export async function notKeptFaults(
  connectionString: string,
  { callId, ending, texts }: NotKept,
  stored: StoredCall,
): Promise<ReadonlyArray<string>> {
  const { head } = stored;
  const tables = CALL_TABLES.filter((table) => stored.rows(table).length > 0);
  if (ending === 'deleted') return tables.map((table) => `${table} still has rows of the deleted call`);
  if (head === undefined) return ['its head is gone, and only a part of it was to go'];
  // A replay of it waits, or was given up on: such rows name the call alone.
  const kept: ReadonlyArray<TableName> = ['CallRecords', 'CallsByDay', 'PendingCallRecords', 'DeadLetters'];
  const beside = ending === 'withheld' ? tables.filter((table) => !kept.includes(table)) : [];
  const isMarked = textOf(head.row, 'Withheld') !== '';
  return [
    ...beside.map((table) => `${table} still has rows of the withheld call`),
    ...(isMarked === (ending === 'withheld')
      ? []
      : [`its head ${isMarked ? 'says' : 'does not say'} that it is withheld`]),
    ...(await tablesNaming(connectionString, { callId, texts }, stored)).map(
      (table) => `${table} still says who took part`,
    ),
  ];
}

/** The tables with a row of the call that holds one of the texts, in its keys, its columns or its document. */
async function tablesNaming(
  connectionString: string,
  { callId, texts }: Pick<NotKept, 'callId' | 'texts'>,
  stored: StoredCall,
): Promise<ReadonlyArray<TableName>> {
  const naming: Array<TableName> = [];
  for (const table of CALL_TABLES) {
    const rows: Array<Row> = [];
    for (const partitionKey of new Set(stored.rows(table).map((row) => row.partitionKey))) {
      for await (const row of azureRows(connectionString, table, { partitionKey })) {
        if (row.partitionKey === callId || row.rowKey.includes(callId)) rows.push(row);
      }
    }
    const documents = table === 'CallRecordDocuments' ? documentTexts(rows) : [];
    const all = [JSON.stringify(rows), ...documents].join('\n').toLowerCase();
    if (isNamedIn(all, ...texts.map((text) => text.toLowerCase()))) naming.push(table);
  }
  return naming;
}
