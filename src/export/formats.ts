/** The formats of exported files. */

import { createCsvEncoder } from './csv.ts';
import type { Encoder, ExportedColumns } from './encoder.ts';
import { createJsonLinesEncoder } from './json-lines.ts';
import { createParquetEncoder } from './parquet.ts';

/** Each is the end of its files' names. */
export const fileFormats = ['parquet', 'csv', 'jsonl'] as const;
export type FileFormat = (typeof fileFormats)[number];

/** What all files of one place have in common. */
export interface FileKind {
  readonly format: FileFormat;
  /** CSV as Excel opens it rightly and safely. */
  readonly excel: boolean;
  /** The columns that can tell who a person is are left out. */
  readonly withoutPersons: boolean;
}

export function createEncoder({ format, excel }: FileKind, columns: ExportedColumns): Encoder {
  switch (format) {
    case 'parquet':
      return createParquetEncoder(columns);
    case 'csv':
      return createCsvEncoder(columns, excel);
    case 'jsonl':
      return createJsonLinesEncoder(columns);
  }
}
