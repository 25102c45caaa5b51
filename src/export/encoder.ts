/** What makes the bytes of a file from rows. */

import type { Column } from '../tables/table.ts';

/** The columns of a file, in order. */
export type ExportedColumns = Readonly<Record<string, Column>>;

/** What is exported of a row; a column without a value is absent. */
export type ExportedRow = Readonly<Record<string, unknown>>;

/** Makes the bytes of one file, of which it holds little. */
export interface Encoder {
  /** Takes rows; gives the bytes that are ready, perhaps none. */
  add(rows: ReadonlyArray<ExportedRow>): Uint8Array;
  /** The last bytes. */
  end(): Uint8Array;
}
