/**
 * The document of a stored version: every answer of Graph's that the version was read from, as it came. It is a text
 * of lines, one JSON object each, `{"request":"record","body":{…}}`, in this order:
 *
 * record        the record with its first sessions
 * participants  the record with its first participants, then each further page of them
 * sessions      each further page of sessions
 * segments      after the answer with a session whose segments go on: the pages that complete it
 */

import { isJsonObject, type JsonObject, parseJson } from '../language/json.ts';

const requests = ['record', 'participants', 'sessions', 'segments'] as const;

/** What was asked for. */
export type AnsweredRequest = (typeof requests)[number];

/** One answer of Graph's. */
export interface GraphAnswer {
  readonly request: AnsweredRequest;
  /** The body as Graph sent it. */
  readonly text: string;
}

/** The answer as a line of a document. Line breaks in JSON stand between its tokens only, where a space does as well. */
export function documentLine({ request, text }: GraphAnswer): string {
  return `{"request":"${request}","body":${text.replace(/[\r\n]+/g, ' ').trim()}}\n`;
}

/** An answer read back. */
export interface DocumentLine extends GraphAnswer {
  readonly body: JsonObject;
}

const START = /^\{"request":"(\w+)","body":(.*)\}$/s;

/** Reads a line back, or undefined when it is not one of ours. */
export function parseDocumentLine(line: string): DocumentLine | undefined {
  const [, name, text] = START.exec(line) ?? [];
  const request = requests.find((known) => known === name);
  const body = text === undefined ? undefined : parsed(text);
  return request === undefined || text === undefined || !isJsonObject(body)
    ? undefined
    : { request, text, body };
}

function parsed(text: string): unknown {
  try {
    return parseJson(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
