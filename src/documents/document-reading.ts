/** A document as a reading: the pages that Graph sent, again, without asking Graph. */

import type { JsonObject } from '../language/json.ts';
import type { CallRecordReading } from '../ports/graph.ts';
import type { Tables } from '../ports/storage.ts';
import { MalformedCallRecord, parseCallRecordBody } from '../record/call-record.ts';
import type { AnsweredRequest, DocumentLine, GraphAnswer } from '../record/call-record-document.ts';
import { type CallRecordPage, withoutCollections, withSegments } from '../record/call-record-pages.ts';
import { expandedPage, followingPage, MalformedPage } from '../record/graph-page.ts';
import { DocumentDamaged, documentLines, type StoredDocument } from './document-lines.ts';

/**
 * Opens a document: what it gives is what the reading gave that it was written from. Its methods, and the pages,
 * reject with DocumentDamaged when the document is not whole.
 */
export async function openDocument(tables: Tables, document: StoredDocument): Promise<CallRecordReading> {
  const lines = createLineCursor(documentLines(tables, document));
  const opening = await lines.take('record');
  if (opening === undefined) throw new DocumentDamaged(document, 'it does not begin with the record');
  const record = asWritten(document, () => parseCallRecordBody(opening.body));
  return {
    record: { ...record, properties: withoutCollections(opening.body) },
    opening,
    incompleteBecause: document.incompleteBecause,
    participantPages: () => participantPages(document, lines),
    sessionPages: () => sessionPages(document, opening, lines),
    async confirm() {
      if (!(await lines.isAtEnd())) throw new DocumentDamaged(document, 'it goes on after its last page');
    },
  };
}

async function* participantPages(
  document: StoredDocument,
  lines: LineCursor,
): AsyncGenerator<CallRecordPage, void, undefined> {
  let line = await lines.take('participants');
  for (let page = expandedPage; line !== undefined; page = followingPage) {
    const { body } = line;
    const { members } = asWritten(document, () => page(body, 'participants_v2'));
    yield { members, answers: [line] };
    line = await lines.take('participants');
  }
}

async function* sessionPages(
  document: StoredDocument,
  opening: DocumentLine,
  lines: LineCursor,
): AsyncGenerator<CallRecordPage, void, undefined> {
  const { members } = asWritten(document, () => expandedPage(opening.body, 'sessions'));
  yield await withAllSegments(document, { members, answers: [] }, lines);
  for (;;) {
    const line = await lines.take('sessions');
    if (line === undefined) return;
    const { members } = asWritten(document, () => followingPage(line.body, 'sessions'));
    yield await withAllSegments(document, { members, answers: [line] }, lines);
  }
}

/** The pages of segments follow the page with their sessions, in the order of the sessions. */
async function withAllSegments(
  document: StoredDocument,
  page: CallRecordPage,
  lines: LineCursor,
): Promise<CallRecordPage> {
  const members: Array<JsonObject> = [];
  const answers: Array<GraphAnswer> = [...page.answers];
  for (const session of page.members) {
    const link = session['segments@odata.nextLink'];
    if (link === undefined || link === null) {
      members.push(session);
      continue;
    }
    let { members: found, nextLink } = asWritten(document, () => expandedPage(session, 'segments'));
    const segments = [...found];
    while (nextLink !== undefined) {
      const line = await lines.take('segments');
      if (line === undefined) throw new DocumentDamaged(document, 'segments are missing');
      ({ members: found, nextLink } = asWritten(document, () => followingPage(line.body, 'segments')));
      segments.push(...found);
      answers.push(line);
    }
    members.push(withSegments(session, segments));
  }
  return { members, answers };
}

/** What was checked before it was written can be wrong only when it is not what was written. */
function asWritten<T>(document: StoredDocument, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof MalformedPage || error instanceof MalformedCallRecord)) throw error;
    throw new DocumentDamaged(document, error.message, error);
  }
}

/** Lines one by one, with a look at what the next one is. */
interface LineCursor {
  /** The next line, when it answers this request; undefined when it answers another, or there is none. */
  take(request: AnsweredRequest): Promise<DocumentLine | undefined>;
  isAtEnd(): Promise<boolean>;
}

function createLineCursor(lines: AsyncIterator<DocumentLine>): LineCursor {
  let next: IteratorResult<DocumentLine> | undefined;
  const look = async () => {
    next ??= await lines.next();
    return next;
  };
  return {
    async take(request) {
      const { done, value } = await look();
      if (done === true || value.request !== request) return undefined;
      next = undefined;
      return value;
    },
    isAtEnd: async () => (await look()).done === true,
  };
}
