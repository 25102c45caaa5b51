/** Comma-separated values with a heading, by RFC 4180. */

import { stringify } from 'csv-stringify/sync';
import type { Encoder, ExportedColumns, ExportedRow } from './encoder.ts';

/**
 * For Excel the file begins with a byte order mark, or Excel reads UTF-8 as something else; and a text that Excel would
 * run as a formula begins with an apostrophe, because a guest chooses their display name. Both go together: every phone
 * number begins with `+`. https://owasp.org/www-community/attacks/CSV_Injection
 */
export function createCsvEncoder(columns: ExportedColumns, excel: boolean): Encoder {
  const names = Object.keys(columns);
  let isBegun = false;
  const text = (rows: ReadonlyArray<ExportedRow>) => {
    const header = !isBegun;
    isBegun = true;
    return Buffer.from(
      stringify(
        rows.map((row) => names.map((name) => row[name])),
        {
          columns: names,
          header,
          bom: header && excel,
          escape_formulas: excel,
          cast: { boolean: String, bigint: String },
          record_delimiter: 'windows',
        },
      ),
    );
  };
  return {
    add: text,
    // A file without rows has a heading, too.
    end: () => (isBegun ? new Uint8Array() : text([])),
  };
}
