/** Rows as anybody can read them, whatever they are read with: Azurite, Azure, or the tables in memory. */

import type { TableName } from '../../src/tables/declarations/index.ts';

export interface Row {
  readonly partitionKey: string;
  readonly rowKey: string;
  /** By column. Date-times are texts with seven digits after the second, bytes are Uint8Arrays. */
  readonly cells: Readonly<Record<string, { readonly value: unknown } | undefined>>;
}

export interface Selection {
  /** Without it, every partition is read. */
  readonly partitionKey?: string;
  /** Without it, every column is read. */
  readonly columns?: ReadonlyArray<string>;
}

/** Reads rows of a table in the order of their keys. */
export type ReadRows = (table: TableName, selection?: Selection) => AsyncIterable<Row>;

export function textOf(row: Row, column: string): string {
  return String(row.cells[column]?.value ?? '');
}
