/** From the rows of CallRecordDocuments back to the lines of a document. */

import type { CallId } from '../language/identifiers.ts';
import type { Tables } from '../ports/storage.ts';
import { type DocumentLine, parseDocumentLine } from '../record/call-record-document.ts';
import type { StoredRow } from '../tables/cell.ts';
import { bytesIn } from '../tables/chunk.ts';
import {
  type CallRecordDocumentValues,
  callRecordDocuments,
} from '../tables/declarations/call-record-documents.ts';
import type { GenerationName } from '../tables/generation.ts';
import { type CallPlace, childKey } from '../tables/keys.ts';
import { ForeignRow, fromRow } from '../tables/table.ts';
import { gunzippedLines, NotGzip } from './gzip.ts';

/** A stored document that is not whole. The message names the call and what is wrong, and holds no content. */
export class DocumentDamaged extends Error {
  override readonly name = 'DocumentDamaged';
  readonly callId: CallId;

  constructor(document: Pick<StoredDocument, 'place' | 'generation'>, problem: string, cause?: unknown) {
    super(`the document of ${document.place.callId} (${document.generation}): ${problem}`, { cause });
    this.callId = document.place.callId;
  }
}

/** Where a document is, and how much of it there must be. */
export interface StoredDocument {
  readonly place: CallPlace;
  readonly generation: GenerationName;
  readonly rows: number;
  /** Of the compressed document. */
  readonly bytes: bigint;
  /** Why what it holds may not be all, as the head says. */
  readonly incompleteBecause: string | undefined;
}

/**
 * The lines of a document, in order, read as they are asked for: memory holds a row and a line, not the document.
 * Rejects with DocumentDamaged when the document is not whole.
 */
export async function* documentLines(
  tables: Tables,
  document: StoredDocument,
): AsyncGenerator<DocumentLine, void, undefined> {
  try {
    for await (const text of gunzippedLines(storedBytes(tables, document))) {
      const line = parseDocumentLine(text);
      if (line === undefined) throw new DocumentDamaged(document, 'a line is not an answer of Graph');
      yield line;
    }
  } catch (error) {
    if (!(error instanceof NotGzip)) throw error;
    throw new DocumentDamaged(document, 'its bytes are not a gzip file', error);
  }
}

/** One row is one request: a page of a query would hold many. */
async function* storedBytes(
  tables: Tables,
  document: StoredDocument,
): AsyncGenerator<Uint8Array, void, undefined> {
  const table = tables.table('CallRecordDocuments');
  let bytes = 0n;
  for (let chunk = 0; chunk < document.rows; chunk += 1) {
    const row = await table.get(
      childKey('CallRecordDocuments', document.place, document.generation, [chunk]),
    );
    if (row === undefined) {
      throw new DocumentDamaged(document, `chunk ${chunk + 1} of ${document.rows} is missing`);
    }
    for (const part of bytesIn(chunkOf(document, row))) {
      bytes += BigInt(part.byteLength);
      yield part;
    }
  }
  if (bytes !== document.bytes) {
    throw new DocumentDamaged(document, `${bytes} bytes are there, ${document.bytes} were written`);
  }
}

function chunkOf(document: StoredDocument, row: StoredRow): CallRecordDocumentValues {
  try {
    return fromRow(callRecordDocuments, row);
  } catch (error) {
    if (error instanceof ForeignRow) throw new DocumentDamaged(document, error.message, error);
    throw error;
  }
}
