/** Rows of table CallRecordDocuments. */

import type { Row } from '../tables/cell.ts';
import { bytesCells } from '../tables/chunk.ts';
import { callRecordDocuments } from '../tables/declarations/call-record-documents.ts';
import { graphCellReaders } from '../tables/graph-cells.ts';
import { childKey } from '../tables/keys.ts';
import { placeOf, type RowContext } from './row-context.ts';

const read = graphCellReaders(callRecordDocuments.columns);

/** The row of a chunk: 1 to CHUNK_BYTES bytes. */
export function documentRow(context: RowContext, chunk: Uint8Array, chunkOrdinal: number): Row {
  const { body, generation } = context;
  const key = childKey('CallRecordDocuments', placeOf(context), generation.name, [chunkOrdinal]);
  const { cells } = read.call(
    { call: body.properties },
    {
      Generation: { type: 'String', value: generation.name },
      ChunkOrdinal: { type: 'Int32', value: chunkOrdinal },
      ...bytesCells(chunk),
    },
  );
  return { ...key, cells };
}
