/** Imports a checked building file: its chunks first, then the head that makes them count, in one write. */

import { toDateTime } from '../language/date-time.ts';
import type { Day } from '../language/day.ts';
import { forEachConcurrently } from '../language/for-each-concurrently.ts';
import { DAY_MS } from '../language/milliseconds.ts';
import type { Random } from '../ports/random.ts';
import { REQUESTS_AT_ONCE } from '../ports/storage.ts';
import { Partition } from '../rows/partition.ts';
import type { Store } from '../rows/store.ts';
import type { StoredRow } from '../tables/cell.ts';
import { bytesCells } from '../tables/chunk.ts';
import { networks } from '../tables/declarations/networks.ts';
import { toCells } from '../tables/table.ts';
import type { CompressedNetworks } from './compressed-networks.ts';
import { chunkOf, headOf, importPartitions, isHead } from './import-rows.ts';

export interface ImportedFile extends CompressedNetworks {
  /** The first day on which it counts. */
  readonly start: Day;
  readonly fileName: string;
}

/** The import with the same start was replaced or removed meanwhile: what was found there stands. */
export class ImportOvertaken extends Error {
  override readonly name = 'ImportOvertaken';
}

/** Keeps imports of the same millisecond apart. */
const RANDOM_DIGITS = 12;

/**
 * Replaces the import with the same start; others stay. Until the head is written readers meet the former one. Rejects
 * with ImportOvertaken. An import that ends halfway leaves chunks that nothing reads; the next one deletes them.
 */
export async function importNetworks(
  store: Store,
  random: Random,
  file: ImportedFile,
): Promise<{ readonly hasReplaced: boolean }> {
  const { tenantId, clock } = store;
  const table = store.table('Networks');
  const { partitionKey, rowKey } = headOf(tenantId, file.start);
  const partition = new Partition(store, 'Networks', networks, partitionKey);
  const importedAt = toDateTime(clock.now());
  const generation = `${importedAt}-${random.hex(RANDOM_DIGITS)}`;
  const former = await partition.get(rowKey);
  for (const [index, chunk] of file.chunks.entries()) {
    const cells = { ...toCells(networks, { Generation: generation }), ...bytesCells(chunk) };
    await table.upsert({ ...chunkOf(tenantId, file.start, generation, index), cells });
  }
  // An import that is listed here has read the head already: once ours is written, its own head is refused.
  const leftovers = await leftoversBeside(store, file.start, generation);
  const head = {
    Generation: generation,
    ImportedAt: importedAt,
    FileName: file.fileName,
    NetworkCount: file.count,
    ChunkCount: file.chunks.length,
  };
  const stands = await partition.update(
    rowKey,
    (row) =>
      row?.etag === former?.etag
        ? { write: head, result: true }
        : { result: row?.cells.Generation?.value === generation },
    { row: former },
  );
  if (!stands) {
    throw new ImportOvertaken(
      `the import from ${file.start} was replaced or removed at the same time; this file was not imported`,
    );
  }
  await forEachConcurrently(leftovers, REQUESTS_AT_ONCE, async (row) => {
    await table.delete(row);
  });
  return { hasReplaced: former !== undefined };
}

/** An import takes minutes. */
const LEFT_AFTER_MS = DAY_MS;

/** Chunks that count for nothing: all others of the same start, and those of other starts whose import ended long ago. */
async function leftoversBeside(
  store: Store,
  start: Day,
  generation: string,
): Promise<ReadonlyArray<StoredRow>> {
  const query = { ...importPartitions(store.tenantId), select: ['Generation'] };
  const rows: Array<StoredRow> = [];
  for await (const page of store.table('Networks').queryPartitions(query)) rows.push(...page);
  const current = new Set(rows.filter(isHead).map(({ cells }) => cells.Generation?.value));
  const { partitionKey } = headOf(store.tenantId, start);
  const leftBefore = toDateTime(new Date(store.clock.now().getTime() - LEFT_AFTER_MS));
  return rows.filter((row) => {
    const written = row.cells.Generation?.value;
    if (isHead(row) || typeof written !== 'string') return false;
    if (row.partitionKey === partitionKey) return written !== generation;
    return !current.has(written) && written < leftBefore;
  });
}
