/** Writes the document of one generation: every answer of Graph's, compressed, as the answers come. */

import type { Tables } from '../ports/storage.ts';
import { documentLine, type GraphAnswer } from '../record/call-record-document.ts';
import { CHUNK_BYTES } from '../tables/chunk.ts';
import { documentRow } from './document-row.ts';
import { createGzip } from './gzip.ts';
import type { RowContext } from './row-context.ts';

/** How much there is of a call's document in storage. */
export interface DocumentSize {
  readonly rows: number;
  readonly bytes: number;
}

export interface DocumentWriter {
  /** Takes answers into the document; resolves once every row that they fill is confirmed. */
  add(answers: ReadonlyArray<GraphAnswer>): Promise<void>;
  /** Writes what is left. */
  end(): Promise<DocumentSize>;
}

/** Memory holds a piece of text that is not yet compressed, and less than a row of bytes that are not yet written. */
export function createDocumentWriter(tables: Tables, context: RowContext): DocumentWriter {
  const gzip = createGzip();
  let waiting = Buffer.alloc(0);
  let rows = 0;
  let bytes = 0;

  /** Writes the waiting bytes as rows, as long as there are at least so many. */
  async function writeRows(atLeast: number): Promise<void> {
    while (waiting.length >= atLeast) {
      const chunk = waiting.subarray(0, CHUNK_BYTES);
      // Only this attempt writes this generation: a row whose reply was lost may simply be written again.
      await tables.table('CallRecordDocuments').upsert(documentRow(context, chunk, rows));
      waiting = waiting.subarray(chunk.length);
      rows += 1;
      bytes += chunk.length;
    }
  }

  return {
    async add(answers) {
      for (const answer of answers) {
        waiting = Buffer.concat([waiting, gzip.add(documentLine(answer))]);
        await writeRows(CHUNK_BYTES);
      }
    },
    async end() {
      waiting = Buffer.concat([waiting, gzip.end()]);
      await writeRows(1);
      return { rows, bytes };
    },
  };
}
