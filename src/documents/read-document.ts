/** Reads what Graph sent for a stored call. */

import type { CallId } from '../language/identifiers.ts';
import { isJsonObject, type JsonObject, parseJson } from '../language/json.ts';
import { type CallRecordReading, MOST_VERSIONS_MET } from '../ports/graph.ts';
import type { GraphAnswer } from '../record/call-record-document.ts';
import { type CallRecordPage, withoutPaging } from '../record/call-record-pages.ts';
import type { Store } from '../rows/store.ts';
import { callRecords } from '../tables/declarations/call-records.ts';
import { headKey } from '../tables/keys.ts';
import { fromRow, withColumns } from '../tables/table.ts';
import { DocumentDamaged, type StoredDocument } from './document-lines.ts';
import { openDocument } from './document-reading.ts';

/** The columns of the head that lead to the document. None that is required may ever be added: old heads would lack it. */
const DOCUMENT_HEAD = withColumns(callRecords, [
  'Generation',
  'FirstStartDateTime',
  'DocumentRows',
  'DocumentBytes',
  'Layout',
  'IncompleteBecause',
  'Withheld',
]);
const DOCUMENT_HEAD_COLUMNS = Object.keys(DOCUMENT_HEAD.columns);

/** A call's current document, and the layout of the rows beside it. */
export interface CurrentDocument extends StoredDocument {
  readonly layout: number;
  /** Whether the call is excluded: then there is none. */
  readonly isWithheld: boolean;
}

/** Where the call's current document is; undefined when no version of the call is stored. One storage request. */
export async function findDocument(store: Store, callId: CallId): Promise<CurrentDocument | undefined> {
  const { tenantId } = store;
  const row = await store.table('CallRecords').get(headKey(tenantId, callId), DOCUMENT_HEAD_COLUMNS);
  if (row === undefined) return undefined;
  const head = fromRow(DOCUMENT_HEAD, row);
  return {
    place: { tenantId, callId, firstStartDateTime: head.FirstStartDateTime },
    generation: head.Generation,
    rows: head.DocumentRows,
    bytes: head.DocumentBytes,
    layout: head.Layout,
    incompleteBecause: head.IncompleteBecause,
    isWithheld: head.Withheld !== undefined,
  };
}

/**
 * Does something with a call's current document; does it again when the document was replaced meanwhile. Undefined
 * when no version of the call is stored, or it is withheld. Rejects with DocumentDamaged when the current document is
 * not whole.
 */
export async function withDocument<Result>(
  store: Store,
  callId: CallId,
  use: (reading: CallRecordReading, document: CurrentDocument) => Promise<Result>,
): Promise<Result | undefined> {
  let document = await findDocument(store, callId);
  for (let reading = 1; document !== undefined && !document.isWithheld; reading += 1) {
    try {
      return await use(await openDocument(store, document), document);
    } catch (error) {
      if (!(error instanceof DocumentDamaged) || reading === MOST_VERSIONS_MET) throw error;
      const current = await findDocument(store, callId);
      if (current?.generation === document.generation) throw error;
      document = current;
    }
  }
  return undefined;
}

/**
 * The call record as Graph holds it: with all participants_v2, all sessions and their segments, unknown properties and
 * nulls included, without what only says how it was asked for (`@odata.context`, `@odata.nextLink`, `@odata.count`).
 * Integers beyond 2^53 are bigints. Undefined when no version of the call is stored, or it is withheld. Rejects with
 * DocumentDamaged. A large meeting is best read page by page: `withDocument`.
 */
export async function readDocument(store: Store, callId: CallId): Promise<JsonObject | undefined> {
  return await withDocument(store, callId, async (reading) => {
    const participants = await collect('participants_v2', reading.participantPages());
    const sessions = await collect('sessions', reading.sessionPages(), reading.opening);
    await reading.confirm();
    return { ...withoutPaging(reading.record.properties), ...participants, ...sessions };
  });
}

/** A collection with the members of all its pages; without any, as Graph said so: empty, null, or not at all. */
async function collect(
  name: 'participants_v2' | 'sessions',
  pages: AsyncIterable<CallRecordPage>,
  opening?: GraphAnswer,
): Promise<JsonObject> {
  const members: Array<JsonObject> = [];
  let first = opening;
  for await (const page of pages) {
    members.push(...page.members.map(withoutPaging));
    first ??= page.answers[0];
  }
  if (members.length > 0) return { [name]: members };
  const body = first === undefined ? undefined : parseJson(first.text);
  const sentAs = isJsonObject(body) ? body[name] : undefined;
  return sentAs === undefined ? {} : { [name]: sentAs };
}
