/** Operations on call records: one record, its sessions, its participants, the list. */

import type { CallRegister } from '../calls/call-register.ts';
import { type Call, type PublishedVersion, visibleVersion } from '../calls/published-call.ts';
import { badRequest, GraphError, type OperationResult } from '../operation-result.ts';
import { startFilter } from './filter.ts';
import { nextLink, pageOf, pagePosition } from './paging.ts';
import type { Preferences } from './preferences.ts';
import { allowOnly, checkOptions, type QueryOptions, queryOptions } from './query.ts';

/** What an operation on call records needs to know of its request. */
export interface CallRecordRequest {
  /** The service root, such as `http://127.0.0.1:4280/v1.0`. */
  readonly root: string;
  readonly parameters: URLSearchParams;
  readonly preferences: Preferences;
  readonly now: number;
  /** One record is shown in the version before the newest. */
  readonly isStale: boolean;
}

/** Page sizes of the documentation, as that of the list is (behaviour.ts); Prefer: odata.maxpagesize can only make them smaller. */
const COLLECTIONS = {
  sessions: { type: 'session', most: 60, allowed: ['$select', '$expand', '$skiptoken'] },
  participants_v2: { type: 'participant', most: 130, allowed: ['$select', '$skiptoken'] },
} as const;

type CollectionName = keyof typeof COLLECTIONS;

/** A record in the version that can be read now. */
interface Readable {
  readonly call: Call;
  readonly version: PublishedVersion;
}

/** GET /communications/callRecords/{id} with $select and one $expand. */
export function getCallRecord(
  calls: CallRegister,
  callId: string,
  request: CallRecordRequest,
): OperationResult {
  allowOnly(request.parameters, ['$select', '$expand']);
  const options = checkOptions('callRecord', queryOptions(request.parameters));
  const { select, expand } = options;
  const readable = readableRecord(calls, callId, request);
  const projection = expand === undefined ? '' : `(${expand.relationship}())`;
  return {
    status: 200,
    body: {
      '@odata.context': `${request.root}/$metadata#communications/callRecords${projection}/$entity`,
      ...recordDocument(readable, select, request.root),
      ...(expand === undefined ? {} : expanded(readable, expand, request)),
    },
  };
}

/** GET …/{id}/sessions and …/{id}/participants_v2, to whose pages the nextLinks of a record point. */
export function listCollection(
  name: CollectionName,
  calls: CallRegister,
  callId: string,
  request: CallRecordRequest,
): OperationResult {
  const { type, allowed } = COLLECTIONS[name];
  allowOnly(request.parameters, allowed);
  const options = checkOptions(type, queryOptions(request.parameters));
  const readable = readableRecord(calls, callId, request);
  const { context, link, items } = collectionPage(readable, name, options, request.parameters, request);
  const next = link === undefined ? {} : { '@odata.nextLink': link };
  return { status: 200, body: { '@odata.context': context, ...next, value: items } };
}

/**
 * GET /communications/callRecords: neither sessions nor participants, nor any order that is documented. Pages go
 * on after the last id they showed, so that calls that appear meanwhile make none repeat or disappear.
 */
export function listCallRecords(
  calls: CallRegister,
  most: number,
  request: CallRecordRequest,
): OperationResult {
  const { parameters, root, now } = request;
  allowOnly(parameters, ['$select', '$filter', '$skiptoken']);
  const { select } = checkOptions('callRecord', queryOptions(parameters));
  const startsInside = startFilter(parameters.get('$filter'));
  const first = { start: '', size: pageSize(most, request) };
  const { start, size } = pagePosition(parameters.get('$skiptoken'), first);

  const found: Array<Readable> = [];
  for (const call of calls.all()) {
    if (call.id <= start) continue;
    const version = visibleVersion(call, now);
    if (version !== undefined && startsInside(version.sortableStart)) found.push({ call, version });
  }
  found.sort((a, b) => (a.call.id < b.call.id ? -1 : 1));

  const shown = found.slice(0, size);
  const last = shown.at(-1)?.call.id;
  const more = found.length > size && last !== undefined;
  const address = `${root}/communications/callRecords`;
  return {
    status: 200,
    body: {
      '@odata.context': `${root}/$metadata#communications/callRecords`,
      ...(more ? { '@odata.nextLink': nextLink(address, parameters, { start: last, size }) } : {}),
      value: shown.map((readable) => recordDocument(readable, select, root)),
    },
  };
}

/** The text observed for records that are not there, not yet or no longer. */
const NOT_FOUND =
  'Could not find the requested call record. Records about calls or online meetings that started more than 30 days ago are not available.';

const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

function readableRecord(calls: CallRegister, callId: string, { now, isStale }: CallRecordRequest): Readable {
  if (!GUID.test(callId)) throw badRequest('Invalid call record id.');
  const call = calls.find(callId);
  const newest = call === undefined ? undefined : visibleVersion(call, now);
  if (call === undefined || newest === undefined) throw new GraphError(404, 'NotFound', NOT_FOUND);
  return { call, version: (isStale ? call.published.at(-2) : undefined) ?? newest };
}

/** organizer_v2 is expanded by default, and stays although $select may not name it. */
function recordDocument({ call, version }: Readable, select: QueryOptions['select'], root: string): object {
  const record = call.content.record(version);
  const contexts = `${root}/$metadata#communications/callRecords('${call.id}')`;
  return {
    ...selected(record, select),
    'organizer_v2@odata.context': `${contexts}/organizer_v2/$entity`,
    ...('organizer_v2' in record ? { organizer_v2: record.organizer_v2 } : {}),
    'participants_v2@odata.context': `${contexts}/participants_v2`,
  };
}

/** The first page of an expanded relationship, with its nextLink beside it on the record. */
function expanded(
  readable: Readable,
  { relationship, options }: NonNullable<QueryOptions['expand']>,
  request: CallRecordRequest,
): object {
  if (relationship !== 'sessions' && relationship !== 'participants_v2') return {};
  checkOptions(COLLECTIONS[relationship].type, options);
  const parameters = new URLSearchParams();
  if (options.expand !== undefined) parameters.set('$expand', options.expand.relationship);
  if (options.select !== undefined) parameters.set('$select', options.select.join(','));
  const { context, items, link } = collectionPage(readable, relationship, options, parameters, request);
  return {
    [`${relationship}@odata.context`]: context,
    [relationship]: items,
    ...(link === undefined ? {} : { [`${relationship}@odata.nextLink`]: link }),
  };
}

/** One page of a record's collection; the link to the next one repeats `parameters`. */
function collectionPage(
  { call, version }: Readable,
  name: CollectionName,
  options: QueryOptions,
  parameters: URLSearchParams,
  request: CallRecordRequest,
): { readonly context: string; readonly items: ReadonlyArray<object>; readonly link: string | undefined } {
  const first = { start: 0, size: pageSize(COLLECTIONS[name].most, request) };
  const position = pagePosition(request.parameters.get('$skiptoken'), first);
  const isSessions = name === 'sessions';
  const page = pageOf(
    isSessions ? call.content.sessions(version) : call.content.participants(version),
    position,
  );
  const address = `${request.root}/communications/callRecords/${call.id}/${name}`;
  const context = `${request.root}/$metadata#communications/callRecords('${call.id}')/${name}`;
  return {
    context: options.expand === undefined ? context : `${context}(${options.expand.relationship}())`,
    items: page.items.map((item) =>
      isSessions ? sessionDocument(item, options, context) : selected(item, options.select),
    ),
    link: page.next === undefined ? undefined : nextLink(address, parameters, page.next),
  };
}

/** Segments are shown only when they are expanded. */
function sessionDocument(item: object, { select, expand }: QueryOptions, sessionsContext: string): object {
  const { segments, ...session } = item as { readonly id?: unknown; readonly segments?: unknown };
  if (expand === undefined) return selected(session, select);
  const context = `${sessionsContext}('${session.id}')/segments`;
  return { ...selected(session, select), 'segments@odata.context': context, segments };
}

function selected(document: object, select: QueryOptions['select']): object {
  if (select === undefined) return document;
  return Object.fromEntries(Object.entries(document).filter(([name]) => select.includes(name)));
}

function pageSize(most: number, { preferences }: CallRecordRequest): number {
  return Math.min(most, preferences.maximumPageSize ?? most);
}
