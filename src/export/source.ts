/** What the files of a day are made from. */

import { createHash } from 'node:crypto';
import type { ExportedRow } from './encoder.ts';
import type { ExportedTableName } from './exported-tables.ts';

/** Some rows of one table. */
export interface TableRows<Name extends ExportedTableName = ExportedTableName> {
  readonly table: Name;
  readonly rows: ReadonlyArray<ExportedRow>;
}

export interface Source {
  /** The same as long as the rows are the same, but for the buildings that are joined to them. */
  readonly digest: string;
  /** There is nothing to export. */
  readonly isEmpty: boolean;
  /** The rows of these tables, whole: ending without an error means that none is missing. */
  read(tables: ReadonlySet<ExportedTableName>): AsyncIterable<TableRows>;
}

/** SHA-256 of some texts. */
export function digestOf(texts: Iterable<string>): string {
  const hash = createHash('sha256');
  for (const text of texts) hash.update(`${text}\n`);
  return hash.digest('hex');
}
