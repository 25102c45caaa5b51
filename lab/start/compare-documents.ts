/** Whether the stored documents give back what the simulated tenant holds. */

import { isDeepStrictEqual } from 'node:util';
import { DocumentDamaged } from '../../src/documents/document-lines.ts';
import { readDocument } from '../../src/documents/read-document.ts';
import { parseCallId, type TenantId } from '../../src/language/identifiers.ts';
import { parseJson } from '../../src/language/json.ts';
import type { Tables } from '../../src/ports/storage.ts';

/** What was found of one call's document. */
export type ComparedDocument =
  | { readonly kind: 'equal' }
  | { readonly kind: 'different' }
  | { readonly kind: 'missing' }
  | { readonly kind: 'damaged'; readonly problem: string };

/**
 * Compares the current document of each of these calls with the record. One at a time: a document is held whole.
 * Rejects with StorageFailure when the tables cannot be read.
 */
export async function compareDocuments(
  tables: Tables,
  tenantId: TenantId,
  callIds: ReadonlyArray<string>,
  recordOf: (callId: string) => object | undefined,
): Promise<ReadonlyMap<string, ComparedDocument>> {
  const compared = new Map<string, ComparedDocument>();
  for (const callId of callIds)
    compared.set(callId, await compare(tables, tenantId, callId, recordOf(callId)));
  return compared;
}

async function compare(
  tables: Tables,
  tenantId: TenantId,
  id: string,
  record: object | undefined,
): Promise<ComparedDocument> {
  const callId = parseCallId(id);
  if (callId === undefined || record === undefined) return { kind: 'missing' };
  try {
    const document = await readDocument(tables, tenantId, callId);
    if (document === undefined) return { kind: 'missing' };
    // The record as it travels: without what is undefined.
    const sent = parseJson(JSON.stringify(record));
    return { kind: isDeepStrictEqual(document, sent) ? 'equal' : 'different' };
  } catch (error) {
    if (error instanceof DocumentDamaged) return { kind: 'damaged', problem: error.message };
    throw error;
  }
}
