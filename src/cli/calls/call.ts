/** `call`: one call, with everyone in it. */

import { callsBeginning } from '../../calls/find-calls.ts';
import { readCall } from '../../calls/read-call.ts';
import { NO_DOCUMENT } from '../../calls/withheld-call.ts';
import { readDocument } from '../../documents/read-document.ts';
import { type CallId, parseCallId } from '../../language/identifiers.ts';
import { machineZone } from '../../language/period.ts';
import { readHead } from '../../store/head.ts';
import { tellCall } from '../../told/tell-call.ts';
import { type StoreContext, storeCommand } from '../command.ts';
import { AskedWrongly, EXIT, NotFound } from '../exit.ts';
import { zoneOption } from '../formats.ts';
import { jsonLine, jsonOption } from '../list.ts';
import type { Format } from '../syntax.ts';
import { callText } from './call-text.ts';

/** Fewer digits name too many calls. */
const FEWEST_DIGITS = 6;

/** A call id or the beginning of one, as ids are written. */
const idBeginning: Format<string> = {
  expected: `a call id (GUID) or its first ${FEWEST_DIGITS} or more characters (0-9, a-f)`,
  read(text) {
    const digits = text.toLowerCase().replaceAll('-', '');
    if (!/^[0-9a-f]*$/.test(digits) || digits.length < FEWEST_DIGITS || digits.length > 32) return undefined;
    return digits.replace(/^(.{8})(.{0,4})(.{0,4})(.{0,4})(.*)$/, '$1-$2-$3-$4-$5').replace(/-+$/, '');
  },
};

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
      await terminal.print(jsonLine({ ...found }));
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

/** More candidates than these are no help. */
const MOST_CANDIDATES = 10;

async function callNamed({ store }: StoreContext, beginning: string): Promise<CallId> {
  const whole = parseCallId(beginning);
  if (whole !== undefined) return whole;
  const found: Array<CallId> = [];
  for await (const page of callsBeginning(store, beginning)) {
    found.push(...page);
    if (found.length > MOST_CANDIDATES) break;
  }
  const [first] = found;
  if (first === undefined) throw notStored(`${beginning}…`);
  if (found.length === 1) return first;
  const more = found.length > MOST_CANDIDATES ? ' and more' : '';
  const candidates = found.slice(0, MOST_CANDIDATES).join(', ');
  throw new AskedWrongly(`Several calls begin with ${beginning}. Type more digits: ${candidates}${more}`);
}

async function noDocument({ store }: StoreContext, callId: CallId): Promise<NotFound> {
  const head = await readHead(store, callId);
  return head?.isWithheld === true ? new NotFound(NO_DOCUMENT) : notStored(callId);
}

function notStored(callId: string): NotFound {
  return new NotFound(
    `No version of call ${callId} is stored. ./callrecords pending and ./callrecords dead-letters show whether it waits or was given up`,
  );
}
