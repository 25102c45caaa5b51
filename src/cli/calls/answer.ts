/** From a question to the text that answers it, piece by piece, as it is read. */

import { callsOfDay } from '../../calls/calls-of-day.ts';
import { callsOfUser } from '../../calls/calls-of-user.ts';
import { readCall } from '../../calls/read-call.ts';
import { readDocument } from '../../documents/read-document.ts';
import { type Json, stringifyJson } from '../../language/json.ts';
import type { Store } from '../../rows/store.ts';
import type { CallRecordValues } from '../../tables/declarations/call-records.ts';
import { headerLine, rowLine } from '../text-table.ts';
import { callColumns } from './call-list.ts';
import { callSummary } from './call-summary.ts';
import type { Question } from './command-line.ts';

/** The text for standard output; nothing at all when nothing is stored. Rejects as the reading functions do. */
export async function* answer(question: Question, store: Store): AsyncGenerator<string> {
  switch (question.kind) {
    case 'call': {
      const call = await readCall(store, question.callId);
      if (call === undefined) return;
      if (question.json) yield jsonLine({ ...call });
      else yield* callSummary(call);
      return;
    }
    case 'document': {
      const document = await readDocument(store, question.callId);
      if (document !== undefined) yield jsonLine(document);
      return;
    }
    case 'day':
      yield* list(callsOfDay(store, question.dayOrHour), question.json);
      return;
    case 'user': {
      const { userId, since, json } = question;
      yield* list(callsOfUser(store, userId, since === undefined ? {} : { since }), json);
      return;
    }
  }
}

async function* list(
  pages: AsyncIterable<ReadonlyArray<CallRecordValues>>,
  json: boolean,
): AsyncGenerator<string> {
  let isFirst = true;
  for await (const page of pages) {
    const lines = page.map((head) => (json ? jsonLine(head) : rowLine(callColumns, head)));
    if (isFirst && !json) lines.unshift(headerLine(callColumns));
    isFirst = false;
    yield lines.join('');
  }
}

function jsonLine(value: Json): string {
  return `${stringifyJson(value)}\n`;
}

/** What to say when there is no answer. */
export function nothingFound(question: Question): string {
  switch (question.kind) {
    case 'call':
    case 'document':
      return `No version of call ${question.callId} is stored. PendingCallRecords and DeadLetters say whether it waits or was given up.`;
    case 'day':
      return `No call that started ${question.dayOrHour.includes('T') ? 'in' : 'on'} ${question.dayOrHour} (UTC) is stored.`;
    case 'user': {
      const since = question.since === undefined ? '' : ` since ${question.since.slice(0, 10)} (UTC)`;
      return `No call of ${question.userId}${since} is stored.`;
    }
  }
}
