/** Answers about call records: one record, its sessions, its participants, the list. */

import { type Call, type PublishedVersion, visibleVersion } from './calls/call.ts';
import type { CallRegister } from './calls/call-register.ts';
import { callRecordFilter } from './odata/filter.ts';
import { nextLink, type Page, type PagePosition, pageOf, pagePosition } from './odata/page.ts';
import type { Preferences } from './odata/preferences.ts';
import { allowOnly, checkSelection, type QueryOptions, queryOptions } from './odata/query.ts';
import { type Answer, badRequest, callRecordNotFound } from './odata/response.ts';

/** Page sizes of the documentation; Prefer: odata.maxpagesize can only make them smaller. */
export const PAGE_SIZES = { callRecords: 60, sessions: 60, participants: 130 } as const;

/** What a handler knows of the request. */
export interface CallRecordRequest {
  /** The service root, such as `http://127.0.0.1:4280/v1.0`. */
  readonly root: string;
  readonly parameters: URLSearchParams;
  readonly preferences: Preferences;
  readonly now: number;
}

const RECORD_PROPERTIES = new Set([
  ...[
    'id',
    'version',
    'type',
    'modalities',
    'lastModifiedDateTime',
    'startDateTime',
    'endDateTime',
    'joinWebUrl',
  ],
  ...['organizer', 'participants', 'organizer_v2', 'participants_v2', 'sessions'],
]);
const SESSION_PROPERTIES = new Set([
  ...[
    'id',
    'modalities',
    'startDateTime',
    'endDateTime',
    'isTest',
    'failureInfo',
    'caller',
    'callee',
    'segments',
  ],
]);
const PARTICIPANT_PROPERTIES = new Set(['id', 'identity', 'administrativeUnitInfos']);

/** GET /communications/callRecords/{id} with $select and one $expand. */
export function getCallRecord(calls: CallRegister, callId: string, request: CallRecordRequest): Answer {
  allowOnly(request.parameters, ['$select', '$expand']);
  const { select, expand } = queryOptions(request.parameters);
  checkSelection(select, 'callRecord', RECORD_PROPERTIES);
  const { call, version } = readable(calls, callId, request.now);
  const projection = expand === undefined ? '' : `(${expand.relationship}())`;
  const body = {
    '@odata.context': `${request.root}/$metadata#communications/callRecords${projection}/$entity`,
    ...recordDocument(call, version, select, request.root),
    ...(expand === undefined ? {} : expanded(call, version, expand, request)),
  };
  return { status: 200, body };
}

/** GET …/{id}/sessions, whose pages `sessions@odata.nextLink` points to. */
export function listSessions(calls: CallRegister, callId: string, request: CallRecordRequest): Answer {
  const { parameters, root } = request;
  allowOnly(parameters, ['$select', '$expand', '$skiptoken']);
  const options = queryOptions(parameters);
  checkSessionOptions(options);
  const { call, version } = readable(calls, callId, request.now);
  const position = pagePosition(parameters.get('$skiptoken'), firstPage('sessions', request));
  const page = pageOf(call.content.sessions(version), position);
  const address = `${root}/communications/callRecords/${call.id}/sessions`;
  const segments = options.expand === undefined ? '' : '(segments())';
  return {
    status: 200,
    body: {
      '@odata.context': `${root}/$metadata#communications/callRecords('${call.id}')/sessions${segments}`,
      ...(page.next === undefined ? {} : { '@odata.nextLink': nextLink(address, parameters, page.next) }),
      value: sessionDocuments(page, options, root, call.id),
    },
  };
}

/** GET …/{id}/participants_v2. */
export function listParticipants(calls: CallRegister, callId: string, request: CallRecordRequest): Answer {
  const { parameters, root } = request;
  allowOnly(parameters, ['$select', '$skiptoken']);
  const { select } = queryOptions(parameters);
  checkSelection(select, 'participant', PARTICIPANT_PROPERTIES);
  const { call, version } = readable(calls, callId, request.now);
  const position = pagePosition(parameters.get('$skiptoken'), firstPage('participants', request));
  const page = pageOf(call.content.participants(version), position);
  const address = `${root}/communications/callRecords/${call.id}/participants_v2`;
  return {
    status: 200,
    body: {
      '@odata.context': `${root}/$metadata#communications/callRecords('${call.id}')/participants_v2`,
      ...(page.next === undefined ? {} : { '@odata.nextLink': nextLink(address, parameters, page.next) }),
      value: page.items.map((item) => selected(item, select)),
    },
  };
}

/**
 * GET /communications/callRecords: neither sessions nor participants, nor any order that is documented. Pages go
 * on after the last id they showed, so that calls that appear meanwhile make none repeat or disappear.
 */
export function listCallRecords(calls: CallRegister, request: CallRecordRequest): Answer {
  const { parameters, root, now } = request;
  allowOnly(parameters, ['$select', '$filter', '$skiptoken']);
  const { select } = queryOptions(parameters);
  checkSelection(select, 'callRecord', RECORD_PROPERTIES);
  const filter = callRecordFilter(parameters.get('$filter'));
  const first = { start: '', size: firstPage('callRecords', request).size };
  const { start, size } = pagePosition(parameters.get('$skiptoken'), first);

  const found: Array<{ readonly call: Call; readonly version: PublishedVersion }> = [];
  for (const call of calls.all()) {
    if (call.id <= start || !filter.startsInside(call.sortableStart)) continue;
    const version = visibleVersion(call, now);
    if (version === undefined) continue;
    if (filter.participantId === undefined || tookPart(call, version, filter.participantId))
      found.push({ call, version });
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
      value: shown.map(({ call, version }) => recordDocument(call, version, select, root)),
    },
  };
}

const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

function readable(
  calls: CallRegister,
  callId: string,
  now: number,
): { call: Call; version: PublishedVersion } {
  if (!GUID.test(callId)) throw badRequest('Invalid call record id.');
  const call = calls.find(callId);
  const version = call === undefined ? undefined : visibleVersion(call, now);
  if (call === undefined || version === undefined) throw callRecordNotFound();
  return { call, version };
}

/** organizer_v2 is expanded by default and stays although $select may not name it. */
function recordDocument(
  call: Call,
  version: PublishedVersion,
  select: QueryOptions['select'],
  root: string,
): object {
  const record: object = call.content.record(version);
  const organizer = 'organizer_v2' in record ? { organizer_v2: record.organizer_v2 } : {};
  const contexts = `${root}/$metadata#communications/callRecords('${call.id}')`;
  return {
    ...selected(record, select),
    'organizer_v2@odata.context': `${contexts}/organizer_v2/$entity`,
    ...organizer,
    'participants_v2@odata.context': `${contexts}/participants_v2`,
  };
}

function expanded(
  call: Call,
  version: PublishedVersion,
  { relationship, options }: NonNullable<QueryOptions['expand']>,
  request: CallRecordRequest,
): object {
  const address = `${request.root}/communications/callRecords/${call.id}/${relationship}`;
  const context = `${request.root}/$metadata#communications/callRecords('${call.id}')/${relationship}`;
  const parameters = new URLSearchParams();
  if (options.expand !== undefined) parameters.set('$expand', options.expand.relationship);
  if (options.select !== undefined) parameters.set('$select', options.select.join(','));
  switch (relationship) {
    case 'sessions': {
      checkSessionOptions(options);
      const page = pageOf(call.content.sessions(version), firstPage('sessions', request));
      return {
        'sessions@odata.context': `${context}${options.expand === undefined ? '' : '(segments())'}`,
        sessions: sessionDocuments(page, options, request.root, call.id),
        ...(page.next === undefined
          ? {}
          : { 'sessions@odata.nextLink': nextLink(address, parameters, page.next) }),
      };
    }
    case 'participants_v2': {
      checkSelection(options.select, 'participant', PARTICIPANT_PROPERTIES);
      const page = pageOf(call.content.participants(version), firstPage('participants', request));
      return {
        'participants_v2@odata.context': context,
        participants_v2: page.items.map((item) => selected(item, options.select)),
        ...(page.next === undefined
          ? {}
          : { 'participants_v2@odata.nextLink': nextLink(address, parameters, page.next) }),
      };
    }
    case 'organizer_v2':
      return {};
    default:
      throw badRequest(
        `Could not find a property named '${relationship}' on type 'microsoft.graph.callRecords.callRecord'.`,
      );
  }
}

function checkSessionOptions({ select, expand }: QueryOptions): void {
  checkSelection(select, 'session', SESSION_PROPERTIES);
  if (expand !== undefined && expand.relationship !== 'segments') {
    throw badRequest(
      `Could not find a property named '${expand.relationship}' on type 'microsoft.graph.callRecords.session'.`,
    );
  }
}

/** Segments are shown only when they are expanded. */
function sessionDocuments(
  page: Page,
  options: QueryOptions,
  root: string,
  callId: string,
): ReadonlyArray<object> {
  return page.items.map((item) => {
    const { segments, ...session } = item as { readonly id?: unknown; readonly segments?: unknown };
    if (options.expand === undefined) return selected(session, options.select);
    const context = `${root}/$metadata#communications/callRecords('${callId}')/sessions('${session.id}')/segments`;
    return { ...selected(session, options.select), 'segments@odata.context': context, segments };
  });
}

function firstPage(kind: keyof typeof PAGE_SIZES, { preferences }: CallRecordRequest): PagePosition<number> {
  return { start: 0, size: Math.min(PAGE_SIZES[kind], preferences.maximumPageSize ?? PAGE_SIZES[kind]) };
}

function selected(document: object, select: ReadonlyArray<string> | undefined): object {
  if (select === undefined) return document;
  return Object.fromEntries(Object.entries(document).filter(([name]) => select.includes(name)));
}

function tookPart(call: Call, version: PublishedVersion, participantId: string): boolean {
  const participants = call.content.participants(version);
  for (let index = 0; index < participants.count; index += 1) {
    if ((participants.at(index) as { readonly id?: unknown }).id === participantId) return true;
  }
  return false;
}
