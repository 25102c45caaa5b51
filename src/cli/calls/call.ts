/** `call`: one call, with everyone in it. */

import { readCall, type StoredCall } from '../../calls/read-call.ts';
import { NO_DOCUMENT } from '../../calls/withheld-call.ts';
import { readDocument } from '../../documents/read-document.ts';
import type { CallId } from '../../language/identifiers.ts';
import { machineZone } from '../../language/period.ts';
import { readHead } from '../../store/head.ts';
import { tables } from '../../tables/declarations/index.ts';
import { inColumnOrder } from '../../tables/table.ts';
import { tellCall } from '../../told/tell-call.ts';
import { type StoreContext, storeCommand } from '../command.ts';
import { EXIT, NotFound } from '../exit.ts';
import { zoneOption } from '../formats.ts';
import { jsonLine, jsonOption } from '../list.ts';
import { callNamed, FEWEST_DIGITS, idBeginning, notStored } from './call-named.ts';
import { callText } from './call-text.ts';

export const call = storeCommand({
  name: 'call',
  summary: 'one call: how it went in a sentence, who was there, what was poor and why',
  options: {
    zone: zoneOption,
    document: {
      description: 'the call record as Graph sent it, as one line of JSON, with --json or without',
    },
    ...jsonOption,
  },
  operands: {
    name: 'id',
    description: `the id of the call, or its first ${FEWEST_DIGITS} or more characters (0-9, a-f)`,
    format: idBeginning,
    count: 'one',
  },
  details: '--json shows the rows of all tables as one object (docs/tables.md), with times in UTC.',

  async run(context, { options, operands: [beginning = ''] }) {
    const { terminal, store } = context;
    const callId = await callNamed(context, beginning);
    if (options.document) {
      const document = await terminal.during(() => readDocument(store, callId));
      if (document === undefined) throw await noDocument(context, callId);
      await terminal.print(jsonLine(document));
      return EXIT.done;
    }
    if (options.json) {
      const found = await terminal.during(() => readCall(store, callId));
      if (found === undefined) throw notStored(callId);
      await terminal.print(jsonLine(inOrder(found)));
      return EXIT.done;
    }
    const told = await terminal.during(() => tellCall(store, callId));
    if (told === undefined) throw notStored(callId);
    const { zone = machineZone() } = options;
    for (const { text, style } of callText(told, { zone, columns: terminal.columns })) {
      await terminal.print(text, style);
    }
    return EXIT.done;
  },
});

async function noDocument({ store }: StoreContext, callId: CallId): Promise<NotFound> {
  const head = await readHead(store, callId);
  return head?.isWithheld === true ? new NotFound(NO_DOCUMENT) : notStored(callId);
}

/** Storage may give the columns of a row in any order. */
function inOrder({ head, participants, sessions, segments, mediaStreams }: StoredCall) {
  return {
    head: inColumnOrder(tables.CallRecords, head),
    participants: participants.map((row) => inColumnOrder(tables.Participants, row)),
    sessions: sessions.map((row) => inColumnOrder(tables.Sessions, row)),
    segments: segments.map((row) => inColumnOrder(tables.Segments, row)),
    mediaStreams: mediaStreams.map((row) => inColumnOrder(tables.MediaStreams, row)),
  };
}
