/** The document of a call, as Graph sent it: one answer a line, streamed. */

import { NO_DOCUMENT } from '../../calls/withheld-call.ts';
import { documentLines } from '../../documents/document-lines.ts';
import { findDocument } from '../../documents/read-document.ts';
import type { DocumentLine } from '../../record/call-record-document.ts';
import { NotThere, type Screen } from '../screen.ts';
import { callIdIn, notStored } from './call.tsx';

export const callDocument: Screen = {
  path: '/call/:id/document',
  async show(view) {
    const id = callIdIn(view);
    const document = await findDocument(view.store, id);
    if (document === undefined) throw notStored(view, id);
    if (document.isWithheld) throw new NotThere(NO_DOCUMENT);
    const lines = documentLines(view.store, document);
    // Read before the answer begins, so that it can still say what is wrong.
    const first = await lines.next();
    return new Response(ReadableStream.from(bytesOf(first, lines)), {
      headers: {
        'Content-Type': 'text/plain; charset=utf-8',
        'Content-Disposition': `attachment; filename="call-${id}.jsonl"`,
      },
    });
  },
};

async function* bytesOf(
  first: IteratorResult<DocumentLine, void>,
  others: AsyncIterable<DocumentLine>,
): AsyncGenerator<Uint8Array> {
  if (first.done === true) return;
  yield Buffer.from(`${first.value.text}\n`);
  for await (const { text } of others) yield Buffer.from(`${text}\n`);
}
