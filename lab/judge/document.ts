/** A stored document, put together from its rows without the program's own reader. */

import { isDeepStrictEqual } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { type Row, textOf } from './row.ts';
import { addressesOf, isNamedIn } from './users.ts';
import type { Erasure } from './withheld.ts';

type JsonObject = Record<string, unknown>;

/**
 * Whether the rows of a document hold this record; says what is wrong otherwise. Rows in any order. Of users who
 * are erased from it a text may be empty, or a pseudonym; an address only where it is theirs. Or it has pseudonyms in it, in
 * the place of their ids and addresses alone.
 */
export function documentFault(
  rows: ReadonlyArray<Row>,
  record: object,
  erasures: ReadonlyArray<Pick<Erasure, 'ids' | 'pseudonym'>> = [],
): string | undefined {
  if (rows.length === 0) return 'its document is missing';
  try {
    const sent = withoutPaging(parsed(JSON.stringify(record)));
    const stored = recordIn(rows);
    const addresses = addressesOf(
      record,
      erasures.flatMap(({ ids }) => ids),
    );
    const erased = { addresses, pseudonyms: erasures.map(({ pseudonym }) => pseudonym) };
    const isSame = erasures.length === 0 ? isDeepStrictEqual(stored, sent) : isSameBut(erased, stored, sent);
    return isSame ? undefined : 'its document is not what Graph holds';
  } catch (error) {
    return `its document cannot be read: ${error instanceof Error ? error.message : error}`;
  }
}

interface Erased {
  readonly pseudonyms: ReadonlyArray<string>;
  /** All by which the record names them, in lower case. */
  readonly addresses: ReadonlySet<string>;
}

function isSameBut(erased: Erased, stored: unknown, sent: unknown): boolean {
  if (typeof stored === 'string' && typeof sent === 'string') {
    if (stored === sent || stored === '') return true;
    if (!erased.pseudonyms.includes(stored)) return isSameBeside(erased, stored, sent);
    return !sent.includes('@') || isNamedIn(sent.toLowerCase(), ...erased.addresses);
  }
  if (typeof stored !== 'object' || typeof sent !== 'object' || stored === null || sent === null)
    return stored === sent;
  const [had, has] = [Object.entries(sent), Object.entries(stored)];
  const isInIt = ([name, value]: readonly [string, unknown]) =>
    isSameBut(erased, (stored as JsonObject)[name], value);
  return has.length === had.length && had.every(isInIt);
}

/** Whether pseudonyms in a text stand where ids and addresses of the erased stood, which links hold encoded. */
function isSameBeside({ addresses, pseudonyms }: Erased, stored: string, sent: string): boolean {
  const forms = [...addresses].flatMap((address) => [address, encodeURIComponent(address)]).map(asItIs);
  const kept = stored.split(new RegExp(pseudonyms.map(asItIs).join('|')));
  const before = new RegExp(`^${kept.map(asItIs).join(`((?i:${forms.join('|')}))`)}$`, 'su');
  const gone = before
    .exec(sent)
    ?.slice(1)
    .map((id) => id.toLowerCase());
  return (
    gone?.every((id, index) => isNamedIn(`${kept[index]}${id}${kept[index + 1]}`.toLowerCase(), id)) ?? false
  );
}

/** The source of a regular expression. */
function asItIs(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}

/** The text of each document, of each generation. Throws for one that is damaged. */
export function documentTexts(rows: ReadonlyArray<Row>): ReadonlyArray<string> {
  const generations = Map.groupBy(rows, (row) => textOf(row, 'Generation'));
  return [...generations.values()].map(textIn);
}

/** The record that the rows hold, with all its participants and sessions. Throws when it is damaged. */
export function recordIn(rows: ReadonlyArray<Row>): unknown {
  const lines = textIn(rows)
    .split('\n')
    .filter((line) => line !== '');
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

function textIn(rows: ReadonlyArray<Row>): string {
  const inOrder = rows.toSorted((a, b) => (a.rowKey < b.rowKey ? -1 : 1));
  return gunzipSync(Buffer.concat(inOrder.flatMap(bytesOf))).toString('utf8');
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
