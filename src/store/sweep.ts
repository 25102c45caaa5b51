/** Deletes the rows that no head points to any more. */

import type { DateTime } from '../language/date-time.ts';
import { forEachConcurrently } from '../language/for-each-concurrently.ts';
import type { CallId, TenantId } from '../language/identifiers.ts';
import { REQUESTS_AT_ONCE, RowMissing, type Table, type Tables } from '../ports/storage.ts';
import type { StoredRow } from '../tables/cell.ts';
import { type ChildTableName, childTableNames } from '../tables/declarations/index.ts';
import { participants } from '../tables/declarations/participants.ts';
import { formerRange } from '../tables/former-partition.ts';
import { compareGenerations, type Generation, parseGenerationName } from '../tables/generation.ts';
import { type CallPlace, childRange, generationRange, type KeyRange } from '../tables/keys.ts';
import { MAX_BATCH_ROWS } from '../tables/row-limits.ts';
import { ForeignRow, fromRow, withColumns } from '../tables/table.ts';
import { addUsers, type CallUser, type CallUsers, identityColumnsOf, usersWithout } from './call-users.ts';
import { takeBackHints } from './index-call.ts';

/** One call and the days under which rows of it may stand. */
export interface SweptCall {
  readonly tenantId: TenantId;
  readonly callId: CallId;
  readonly firstStartDateTimes: ReadonlyArray<DateTime>;
  /** Whether streams of it may stand in the former partition, too. */
  readonly mayBeFormer: boolean;
}

/** What the head says of its call. */
export interface CurrentCall {
  readonly place: CallPlace;
  readonly generation: Generation;
  readonly users: CallUsers;
}

/**
 * Deletes the generations ordered below the head's, and those of equal order with another random part.
 * A generation ordered above the head may be about to become the head: it is never deleted.
 * The hints of those whom only these generations name go first: once the rows are gone, nothing tells whose they are.
 */
export async function sweepSuperseded(tables: Tables, call: SweptCall, current: CurrentCall): Promise<void> {
  const { place, generation: head, users } = current;
  const isSwept = (generation: Generation): boolean =>
    generation.name !== head.name && compareGenerations(generation, head) <= 0;
  const left = new Map<string, CallUser>();
  const beforeDeletion = async (swept: ReadonlyArray<SweptRow>): Promise<void> => {
    const named = new Map<string, CallUser>();
    addUsers(
      named,
      swept.map(({ row }) => row),
    );
    const superseded = new Set(swept.map(({ generation }) => generation.name));
    const leaving = usersWithout(usersWithout(named, users), left);
    await takeBackHints(tables, place, leaving, { head, superseded });
    for (const [key, user] of leaving) left.set(key, user);
  };
  for (const child of childTableNames) {
    for (const range of rangesOf(child, call)) {
      await deleteRows(tables.table(child), child, range, isSwept, beforeDeletion);
    }
  }
}

/** Where the call's rows may stand in a child table, each place once. */
function rangesOf(
  child: ChildTableName,
  { firstStartDateTimes, mayBeFormer, ...call }: SweptCall,
): ReadonlyArray<KeyRange> {
  const ranges = firstStartDateTimes.flatMap((firstStartDateTime) => {
    const place = { ...call, firstStartDateTime };
    const range = childRange(child, place);
    return child === 'MediaStreams' && mayBeFormer ? [range, formerRange(place)] : [range];
  });
  return [...new Map(ranges.map((range) => [range.partitionKey, range])).values()];
}

/** Deletes the rows of one generation: an attempt's own, when it lost. */
export async function sweepGeneration(tables: Tables, call: CallPlace, name: string): Promise<void> {
  for (const child of childTableNames) {
    await deleteRows(tables.table(child), child, generationRange(child, call, name), () => true);
  }
}

/** Every child table has these columns alike. */
export const GENERATION = withColumns(participants, ['Generation', 'Version', 'LastModifiedDateTime']);

/** A row whose generation is to go. */
interface SweptRow {
  readonly row: StoredRow;
  readonly generation: Generation;
}

/** Deletes the rows of a range whose generation is to go. */
async function deleteRows(
  table: Table,
  name: ChildTableName,
  range: KeyRange,
  isSwept: (generation: Generation) => boolean,
  beforeDeletion: (swept: ReadonlyArray<SweptRow>) => Promise<void> = async () => {},
): Promise<void> {
  const declaration = { ...GENERATION, name };
  const select = [...Object.keys(GENERATION.columns), ...identityColumnsOf[name]];
  for await (const page of table.query({ ...range, select })) {
    const swept = page.flatMap((row): ReadonlyArray<SweptRow> => {
      const generation = generationOf(declaration, row);
      return generation !== undefined && isSwept(generation) ? [{ row, generation }] : [];
    });
    const rows = swept.map(({ row }) => row);
    await beforeDeletion(swept);
    await deleteAll(table, rows);
  }
}

/** The generation of a row; undefined for a row that is not ours, and so not ours to delete. */
export function generationOf(declaration: typeof GENERATION, row: StoredRow): Generation | undefined {
  try {
    const { Generation: name, Version, LastModifiedDateTime } = fromRow(declaration, row);
    const revision = parseGenerationName(name)?.revision;
    if (revision === undefined) return undefined;
    return { name, version: Version, lastModifiedDateTime: LastModifiedDateTime, revision };
  } catch (error) {
    // Typed in by a person: a note must not keep the call from settling.
    if (error instanceof ForeignRow) return undefined;
    throw error;
  }
}

/** Deletes rows of one partition. */
export async function deleteAll(table: Table, rows: ReadonlyArray<StoredRow>): Promise<void> {
  for (let from = 0; from < rows.length; from += MAX_BATCH_ROWS) {
    await deleteBatch(table, rows.slice(from, from + MAX_BATCH_ROWS));
  }
}

/** Sweepers that meet delete the same rows: where another was first, each row by itself. */
async function deleteBatch(table: Table, rows: ReadonlyArray<StoredRow>): Promise<void> {
  const keys = rows.map(({ partitionKey, rowKey }) => ({ partitionKey, rowKey }));
  try {
    await table.batch(keys.map((key) => ({ kind: 'delete', key })));
  } catch (error) {
    if (!(error instanceof RowMissing)) throw error;
    await forEachConcurrently(keys, REQUESTS_AT_ONCE, async (key) => {
      await table.delete(key);
    });
  }
}
