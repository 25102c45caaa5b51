/** Deletes the rows that no head points to any more. */

import type { StoredRow } from '../domain/cell.ts';
import type { DateTime } from '../domain/date-time.ts';
import { compareGenerations, type Generation, parseGenerationName } from '../domain/generation.ts';
import type { CallId, TenantId } from '../domain/identifiers.ts';
import { type CallPlace, childRange, generationRange, type KeyRange } from '../domain/keys.ts';
import { MAX_BATCH_ROWS } from '../domain/row-limits.ts';
import { fromRow, type RowOf, withColumns } from '../domain/table.ts';
import { type ChildTableName, childTableNames } from '../domain/tables/index.ts';
import { participants } from '../domain/tables/participants.ts';
import { RowMissing, type Table, type Tables } from '../ports.ts';

/** One call and the days under which rows of it may stand. */
export interface SweptCall {
  readonly tenantId: TenantId;
  readonly callId: CallId;
  readonly firstStartDateTimes: ReadonlyArray<DateTime>;
}

/** Sweepers that meet delete the same rows; each meeting costs one of these, and each makes the rows fewer. */
const MEETINGS = 10;

/**
 * Deletes the generations ordered below the head's, and those of equal order with another random part.
 * One ordered above may be on its way to becoming the head: nobody deletes it.
 */
export async function sweepSuperseded(tables: Tables, call: SweptCall, head: Generation): Promise<void> {
  const isSwept = (generation: Generation): boolean =>
    generation.name !== head.name && compareGenerations(generation, head) <= 0;
  for (const child of childTableNames) {
    for (const range of rangesOf(child, call)) await deleteRows(tables.table(child), child, range, isSwept);
  }
}

/** Where the call's rows may stand in a child table, each place once. */
function rangesOf(
  child: ChildTableName,
  { firstStartDateTimes, ...call }: SweptCall,
): ReadonlyArray<KeyRange> {
  const ranges = firstStartDateTimes.map((firstStartDateTime) =>
    childRange(child, { ...call, firstStartDateTime }),
  );
  return [...new Map(ranges.map((range) => [range.partitionKey, range])).values()];
}

/** Deletes the rows of one generation: an attempt's own, when it lost. */
export async function sweepGeneration(tables: Tables, call: CallPlace, name: string): Promise<void> {
  for (const child of childTableNames) {
    await deleteRows(tables.table(child), child, generationRange(child, call, name), () => true);
  }
}

/** Every child table has these columns alike. */
const GENERATION = withColumns(participants, ['Generation', 'Version', 'LastModifiedDateTime']);

/** Deletes the rows of a range whose generation is to go. */
async function deleteRows(
  table: Table,
  name: ChildTableName,
  range: KeyRange,
  isSwept: (generation: Generation) => boolean,
): Promise<void> {
  const declaration = { ...GENERATION, name };
  for (let meetings = 0; ; meetings += 1) {
    try {
      for await (const page of table.query({ ...range, select: Object.keys(GENERATION.columns) })) {
        const swept = page.filter((row) => {
          const generation = generationOf(fromRow(declaration, row));
          return generation !== undefined && isSwept(generation);
        });
        await deleteAll(table, swept);
      }
      return;
    } catch (error) {
      if (!(error instanceof RowMissing) || meetings === MEETINGS) throw error;
    }
  }
}

/** The generation of a row; undefined for a name that is not ours, whose row is not ours to delete. */
function generationOf(values: RowOf<typeof GENERATION>): Generation | undefined {
  const revision = parseGenerationName(values.Generation)?.revision;
  if (revision === undefined) return undefined;
  return {
    name: values.Generation,
    version: values.Version,
    lastModifiedDateTime: values.LastModifiedDateTime,
    revision,
  };
}

async function deleteAll(table: Table, rows: ReadonlyArray<StoredRow>): Promise<void> {
  for (let from = 0; from < rows.length; from += MAX_BATCH_ROWS) {
    const batch = rows.slice(from, from + MAX_BATCH_ROWS);
    await table.batch(
      batch.map(({ partitionKey, rowKey }) => ({ kind: 'delete', key: { partitionKey, rowKey } })),
    );
  }
}
