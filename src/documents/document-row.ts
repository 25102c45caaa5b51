/** Rows of table CallRecordDocuments. */

import type { Cell, Row } from '../tables/cell.ts';
import {
  BYTES_COLUMNS,
  type CallRecordDocumentValues,
  callRecordDocuments,
} from '../tables/declarations/call-record-documents.ts';
import { graphCellReaders } from '../tables/graph-cells.ts';
import { childKey } from '../tables/keys.ts';
import { MAX_CELL_BYTES } from '../tables/row-limits.ts';
import { placeOf, type RowContext } from './row-context.ts';

/** Bytes of a document that one row holds. */
export const CHUNK_BYTES = BYTES_COLUMNS.length * MAX_CELL_BYTES;

const read = graphCellReaders(callRecordDocuments.columns);

/** The row of a chunk: 1 to CHUNK_BYTES bytes. */
export function documentRow(context: RowContext, chunk: Uint8Array, chunkOrdinal: number): Row {
  const { body, generation } = context;
  const own: Record<string, Cell> = {
    Generation: { type: 'String', value: generation.name },
    ChunkOrdinal: { type: 'Int32', value: chunkOrdinal },
  };
  for (const [index, column] of BYTES_COLUMNS.entries()) {
    const value = chunk.subarray(index * MAX_CELL_BYTES, (index + 1) * MAX_CELL_BYTES);
    if (value.byteLength > 0) own[column] = { type: 'Binary', value };
  }
  const key = childKey('CallRecordDocuments', placeOf(context), generation.name, [chunkOrdinal]);
  return { ...key, cells: read.call({ call: body.properties }, own).cells };
}

/** The bytes of a chunk. */
export function chunkBytes(values: CallRecordDocumentValues): ReadonlyArray<Uint8Array> {
  return BYTES_COLUMNS.map((column) => values[column]).filter((bytes) => bytes !== undefined);
}
