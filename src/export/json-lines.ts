/** JSON lines: an object for each row, without the columns that are empty. */

import { type JsonObject, stringifyJson } from '../language/json.ts';
import type { Encoder, ExportedColumns } from './encoder.ts';

export function createJsonLinesEncoder(columns: ExportedColumns): Encoder {
  const names = Object.keys(columns);
  return {
    add(rows) {
      const lines = rows.map((row) => {
        const values = names.map((name) => [name, row[name]] as const);
        return `${stringifyJson(Object.fromEntries(values) as JsonObject)}\n`;
      });
      return Buffer.from(lines.join(''));
    },
    end: () => new Uint8Array(),
  };
}
