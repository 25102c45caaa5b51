/** What the tables hold of each call, kept row by row: read at the end of a run, or told of every write. */

import { type ChildTableName, childTableNames, type TableName } from '../../src/tables/declarations/index.ts';
import { type Row, textOf } from './row.ts';
import type { TrueVersion } from './truth.ts';

/** The tables that a call has rows in. */
export const CALL_TABLES = [
  'CallRecords',
  ...childTableNames,
  'CallsByDay',
  'CallsByUser',
  'PendingCallRecords',
  'DeadLetters',
] as const satisfies ReadonlyArray<TableName>;
export type CallTable = (typeof CALL_TABLES)[number];

export interface Head extends TrueVersion {
  readonly generation: string;
  readonly row: Row;
  /** The call is excluded: of it nothing but the head is stored. */
  readonly isWithheld: boolean;
  /** Rows of the generation, as the head says. */
  readonly counts: Readonly<Record<ChildTableName, number>>;
}

export class StoredCall {
  head: Head | undefined;
  readonly #rows = new Map<CallTable, Map<string, Row>>();

  /** The call's rows in a table, of all generations. */
  rows(table: CallTable): ReadonlyArray<Row> {
    return [...(this.#rows.get(table)?.values() ?? [])];
  }

  /** Rows of the generation that the head names: those that readers see. */
  current(table: ChildTableName): ReadonlyArray<Row> {
    const { head } = this;
    return head === undefined
      ? []
      : this.rows(table).filter((row) => textOf(row, 'Generation') === head.generation);
  }

  /** Rows of other generations. Readers do not see them, and settling deletes them. */
  leftovers(table: ChildTableName): ReadonlyArray<Row> {
    return this.rows(table).filter((row) => textOf(row, 'Generation') !== this.head?.generation);
  }

  get hasRows(): boolean {
    return CALL_TABLES.some((table) => (this.#rows.get(table)?.size ?? 0) > 0);
  }

  /** Nothing but a row by which an operator has asked for it: that is no trace of a call. */
  get isOnlyAskedFor(): boolean {
    const [pending] = this.rows('PendingCallRecords');
    const isElsewhere = CALL_TABLES.some(
      (table) => table !== 'PendingCallRecords' && this.rows(table).length > 0,
    );
    return pending !== undefined && textOf(pending, 'Rewrite') === 'true' && !isElsewhere;
  }

  put(table: CallTable, key: string, row: Row | undefined): void {
    const rows = this.#rows.get(table) ?? new Map<string, Row>();
    this.#rows.set(table, rows);
    if (row === undefined) rows.delete(key);
    else rows.set(key, row);
    if (table === 'CallRecords') this.head = row === undefined ? undefined : headIn(row);
  }
}

const NOTHING = new StoredCall();

export class StoredCalls {
  readonly #calls = new Map<string, StoredCall>();
  /** The call of each row: one that is gone no longer says it. */
  readonly #owners = new Map<string, string>();

  /** What is stored of the call now. */
  of(callId: string): StoredCall {
    return this.#calls.get(callId) ?? NOTHING;
  }

  /** Every call that has, or had, a row. */
  get callIds(): ReadonlyArray<string> {
    return [...this.#calls.keys()];
  }

  /** A row as it is now; undefined when it is gone. Returns its call; undefined where it is about none. */
  put(
    table: CallTable,
    { partitionKey, rowKey }: Pick<Row, 'partitionKey' | 'rowKey'>,
    row: Row | undefined,
  ): string | undefined {
    const key = `${table} ${partitionKey} ${rowKey}`;
    const callId = row === undefined ? this.#owners.get(key) : callOf(table, row);
    // A dead letter may be about nothing that can be read.
    if (callId === undefined) return undefined;
    const call = this.#calls.get(callId) ?? new StoredCall();
    this.#calls.set(callId, call);
    if (row === undefined) this.#owners.delete(key);
    else this.#owners.set(key, callId);
    call.put(table, key, row);
    return callId;
  }
}

function callOf(table: CallTable, row: Row): string | undefined {
  if (table === 'PendingCallRecords') return row.rowKey;
  const callId = textOf(row, 'CallId');
  return callId === '' ? undefined : callId;
}

function headIn(row: Row): Head {
  const count = (column: string) => Number(row.cells[column]?.value ?? Number.NaN);
  return {
    row,
    version: BigInt(textOf(row, 'Version')),
    lastModifiedDateTime: textOf(row, 'LastModifiedDateTime'),
    generation: textOf(row, 'Generation'),
    isWithheld: row.cells.Withheld !== undefined,
    counts: {
      Participants: count('ParticipantCount'),
      Sessions: count('SessionCount'),
      Segments: count('SegmentCount'),
      MediaStreams: count('MediaStreamCount'),
      CallRecordDocuments: count('DocumentRows'),
    },
  };
}
