/** Deletes the rows that no head points to any more. */

import type { RowKey } from '../domain/cell.ts';
import type { DateTime } from '../domain/date-time.ts';
import { compareGenerations, type Generation, parseGenerationName } from '../domain/generation.ts';
import type { CallId, TenantId } from '../domain/identifiers.ts';
import { childRange } from '../domain/keys.ts';
import { fromRow, withColumns } from '../domain/table.ts';
import { type ChildTableName, childTableNames } from '../domain/tables/index.ts';
import { participants } from '../domain/tables/participants.ts';
import { RowMissing, type Table, type Tables } from '../ports.ts';

/** One call and the days under which rows of it may stand. */
export interface SweptCall {
  readonly tenantId: TenantId;
  readonly callId: CallId;
  readonly firstStartDateTimes: ReadonlyArray<DateTime>;
}

/** Which generations of a call to delete. */
type IsSwept = (generation: Generation) => boolean;

/** Every child table has these columns alike. */
const GENERATION = withColumns(participants, ['Generation', 'Version', 'LastModifiedDateTime']);

/** Actions in one batch: Table Storage takes 100. */
const DELETES_PER_BATCH = 100;

/** Sweepers that meet delete the same rows; each meeting costs one of these, and each makes the rows fewer. */
const MEETINGS = 10;

/**
 * Deletes the generations ordered below the head's, and those of equal order with another random part.
 * One ordered above may be on its way to becoming the head: nobody deletes it.
 */
export async function sweepSuperseded(tables: Tables, call: SweptCall, head: Generation): Promise<void> {
  await sweep(
    tables,
    call,
    (generation) => generation.name !== head.name && compareGenerations(generation, head) <= 0,
  );
}

/** Deletes the rows of one generation: an attempt's own, when it lost. */
export async function sweepGeneration(tables: Tables, call: SweptCall, name: string): Promise<void> {
  await sweep(tables, call, (generation) => generation.name === name);
}

async function sweep(tables: Tables, call: SweptCall, isSwept: IsSwept): Promise<void> {
  for (const name of childTableNames) {
    const ranges = new Map(
      call.firstStartDateTimes.map((firstStartDateTime) => {
        const range = childRange(name, { ...call, firstStartDateTime });
        return [`${range.partitionKey}/${range.rowKeyPrefix}`, range];
      }),
    );
    for (const range of ranges.values()) await sweepRange(tables.table(name), name, range, isSwept);
  }
}

async function sweepRange(
  table: Table,
  name: ChildTableName,
  range: { readonly partitionKey: string; readonly rowKeyPrefix: string },
  isSwept: IsSwept,
): Promise<void> {
  const declaration = { ...GENERATION, name };
  const select = Object.keys(declaration.columns);
  for (let meetings = 0; ; meetings += 1) {
    try {
      for await (const page of table.query({ ...range, select })) {
        const keys = page
          .filter((row) => {
            const values = fromRow(declaration, row);
            const revision = parseGenerationName(values.Generation)?.revision;
            // A name that is not ours was not written by us: it is not ours to delete.
            return (
              revision !== undefined &&
              isSwept({
                name: values.Generation,
                version: values.Version,
                lastModifiedDateTime: values.LastModifiedDateTime,
                revision,
              })
            );
          })
          .map(({ partitionKey, rowKey }) => ({ partitionKey, rowKey }));
        await deleteAll(table, keys);
      }
      return;
    } catch (error) {
      if (!(error instanceof RowMissing) || meetings === MEETINGS) throw error;
    }
  }
}

async function deleteAll(table: Table, keys: ReadonlyArray<RowKey>): Promise<void> {
  for (let from = 0; from < keys.length; from += DELETES_PER_BATCH) {
    const batch = keys.slice(from, from + DELETES_PER_BATCH);
    await table.batch(batch.map((key) => ({ kind: 'delete', key })));
  }
}
