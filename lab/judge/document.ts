/** A stored document, put together from its rows without the program's own reader. */

import { isDeepStrictEqual } from 'node:util';
import { gunzipSync } from 'node:zlib';
import type { Row } from './row.ts';

type JsonObject = Record<string, unknown>;

/** Whether the rows of a document hold this record; says what is wrong otherwise. Rows in any order. */
export function documentFault(rows: ReadonlyArray<Row>, record: object): string | undefined {
  if (rows.length === 0) return 'its document is missing';
  try {
    const sent = withoutPaging(parsed(JSON.stringify(record)));
    return isDeepStrictEqual(recordIn(rows), sent) ? undefined : 'its document is not what Graph holds';
  } catch (error) {
    return `its document cannot be read: ${error instanceof Error ? error.message : error}`;
  }
}

/** The record that the rows hold, with all its participants and sessions. Throws when it is damaged. */
export function recordIn(rows: ReadonlyArray<Row>): unknown {
  const inOrder = rows.toSorted((a, b) => (a.rowKey < b.rowKey ? -1 : 1));
  const text = gunzipSync(Buffer.concat(inOrder.flatMap(bytesOf))).toString('utf8');
  const lines = text.split('\n').filter((line) => line !== '');
  let record: JsonObject = {};
  const participants: Array<unknown> = [];
  const sessions: Array<JsonObject> = [];
  for (const line of lines) {
    const { request, body } = parsed(line) as { readonly request: string; readonly body: JsonObject };
    if (request === 'record') {
      record = body;
      sessions.push(...membersOf<JsonObject>(body, 'sessions'));
    } else if (request === 'participants') participants.push(...membersOf(body, 'participants_v2'));
    else if (request === 'sessions') sessions.push(...membersOf<JsonObject>(body, 'value'));
    else addSegments(sessions, body);
  }
  return withoutPaging({ ...record, participants_v2: participants, sessions });
}

const MORE_SEGMENTS = 'segments@odata.nextLink';

/** A page of segments belongs to the first session that lacks some. */
function addSegments(sessions: ReadonlyArray<JsonObject>, page: JsonObject): void {
  const session = sessions.find((each) => typeof each[MORE_SEGMENTS] === 'string');
  if (session === undefined) throw new Error('a page of segments belongs to no session');
  session.segments = [...membersOf(session, 'segments'), ...membersOf(page, 'value')];
  session[MORE_SEGMENTS] = page['@odata.nextLink'];
}

function membersOf<Member = unknown>(body: JsonObject, collection: string): ReadonlyArray<Member> {
  return (body[collection] ?? body.value ?? []) as ReadonlyArray<Member>;
}

function bytesOf({ cells }: Row): ReadonlyArray<Uint8Array> {
  return Object.keys(cells)
    .filter((column) => /^Bytes\d\d$/.test(column))
    .sort()
    .flatMap((column) => {
      const value = cells[column]?.value;
      return value instanceof Uint8Array ? [value] : [];
    });
}

/** Numbers as they are written: beyond 2^53 their values would lose digits. */
function parsed(json: string): unknown {
  const asWritten = (_name: string, value: unknown, context?: { readonly source: string }) =>
    typeof value === 'number' ? context?.source : value;
  return JSON.parse(json, asWritten);
}

/** Without what only says how it was asked for. */
function withoutPaging(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutPaging);
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(([name]) => !/@odata\.(?:context|nextLink|count)$/.test(name));
  return Object.fromEntries(kept.map(([name, part]) => [name, withoutPaging(part)]));
}
