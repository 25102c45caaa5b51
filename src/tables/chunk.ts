/** Bytes in the cells of a row: a chunk of a file that is stored in rows. */

import type { Cell } from './cell.ts';
import { MAX_CELL_BYTES } from './row-limits.ts';

/** The columns that hold the bytes of a chunk, in order. */
const BYTES_COLUMNS = [
  'Bytes01',
  'Bytes02',
  'Bytes03',
  'Bytes04',
  'Bytes05',
  'Bytes06',
  'Bytes07',
  'Bytes08',
  'Bytes09',
  'Bytes10',
] as const;

/** Bytes of a file that one row holds: 640 KiB, 853 KiB in the Base64 that they travel in, below the 1 MiB that the emulator takes. */
export const CHUNK_BYTES = BYTES_COLUMNS.length * MAX_CELL_BYTES;

const further = { type: 'Binary', meaning: 'The next 64 KiB.' } as const;

/** The columns behind the first one, whose meaning each table declares itself. */
export const furtherBytesColumns = {
  Bytes02: further,
  Bytes03: further,
  Bytes04: further,
  Bytes05: further,
  Bytes06: further,
  Bytes07: further,
  Bytes08: further,
  Bytes09: further,
  Bytes10: further,
} as const;

/** The cells of a chunk: 1 to CHUNK_BYTES bytes. */
export function bytesCells(chunk: Uint8Array): Record<string, Cell> {
  const cells: Record<string, Cell> = {};
  for (const [index, column] of BYTES_COLUMNS.entries()) {
    const value = chunk.subarray(index * MAX_CELL_BYTES, (index + 1) * MAX_CELL_BYTES);
    if (value.byteLength > 0) cells[column] = { type: 'Binary', value };
  }
  return cells;
}

/** The bytes of a chunk, cell by cell. */
export function bytesIn(
  values: Readonly<Partial<Record<(typeof BYTES_COLUMNS)[number], Uint8Array | undefined>>>,
): ReadonlyArray<Uint8Array> {
  return BYTES_COLUMNS.map((column) => values[column]).filter((bytes) => bytes !== undefined);
}
