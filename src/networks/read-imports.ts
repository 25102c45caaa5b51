/** Reads what was imported. */

import { NotGzip } from '../documents/gzip.ts';
import type { DateTime } from '../language/date-time.ts';
import type { Day } from '../language/day.ts';
import type { Store } from '../rows/store.ts';
import type { StoredRow } from '../tables/cell.ts';
import { bytesIn } from '../tables/chunk.ts';
import { networks } from '../tables/declarations/networks.ts';
import { fromRow, valuesIn } from '../tables/table.ts';
import { decompressedNetworks } from './compressed-networks.ts';
import { chunkOf, importHeads, startOf } from './import-rows.ts';
import type { Network } from './network.ts';

/** One import as its head describes it. */
export interface NetworkImport {
  /** The first day on which it counts. */
  readonly start: Day;
  readonly generation: string;
  readonly importedAt: DateTime;
  readonly fileName: string;
  readonly networkCount: number;
  readonly chunkCount: number;
}

/** Rows of an import are missing or not as they were written. Importing the file again with the same start restores them. */
export class ImportDamaged extends Error {
  override readonly name = 'ImportDamaged';
}

/** The imports in the order of their starts. Rejects with ImportDamaged. */
export async function readImports(store: Store): Promise<ReadonlyArray<NetworkImport>> {
  const imports: Array<NetworkImport> = [];
  for await (const page of store.table('Networks').queryPartitions(importHeads(store.tenantId))) {
    imports.push(...page.map(importIn));
  }
  return imports;
}

function importIn(row: StoredRow): NetworkImport {
  const { Generation, ImportedAt, FileName, NetworkCount, ChunkCount } = valuesIn(networks, row) ?? {};
  const start = startOf(row);
  if (
    start === undefined ||
    Generation === undefined ||
    ImportedAt === undefined ||
    FileName === undefined ||
    NetworkCount === undefined ||
    ChunkCount === undefined
  ) {
    throw new ImportDamaged(`the head ${row.partitionKey} in Networks is not as it was written`);
  }
  return {
    start,
    generation: Generation,
    importedAt: ImportedAt,
    fileName: FileName,
    networkCount: NetworkCount,
    chunkCount: ChunkCount,
  };
}

/** The networks of an import, as their rows come. Rejects with ImportDamaged; also if it was replaced meanwhile. */
export async function* networksOf(
  store: Store,
  imported: NetworkImport,
): AsyncGenerator<Network, void, undefined> {
  let count = 0;
  try {
    for await (const network of decompressedNetworks(storedBytes(store, imported))) {
      count += 1;
      yield network;
    }
  } catch (error) {
    if (!(error instanceof NotGzip)) throw error;
    throw new ImportDamaged(`the networks from ${imported.start}: ${error.message}`, { cause: error });
  }
  if (count !== imported.networkCount) {
    throw new ImportDamaged(
      `the networks from ${imported.start}: ${count} are there, ${imported.networkCount} were written`,
    );
  }
}

/** One row is one request: a page of a query would hold many. */
async function* storedBytes(
  store: Store,
  { start, generation, chunkCount }: NetworkImport,
): AsyncGenerator<Uint8Array> {
  for (let chunk = 0; chunk < chunkCount; chunk += 1) {
    const row = await store.table('Networks').get(chunkOf(store.tenantId, start, generation, chunk));
    if (row === undefined) {
      throw new ImportDamaged(`the networks from ${start}: chunk ${chunk + 1} of ${chunkCount} is missing`);
    }
    yield* bytesIn(fromRow(networks, row));
  }
}
