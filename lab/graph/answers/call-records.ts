/** Answers about call records: one record, its sessions, its participants, the list. */

import { type Call, type PublishedVersion, visibleVersion } from '../call.ts';
import type { CallRegister } from '../calls/call-register.ts';
import { tookPart } from '../calls/participation.ts';
import {
  type CallRecordRequest,
  checkOptions,
  expandedDocument,
  firstPage,
  recordDocument,
  selected,
  sessionDocuments,
} from './call-record-document.ts';
import { callRecordFilter } from './filter.ts';
import { nextLink, pageOf, pagePosition } from './page.ts';
import { allowOnly, queryOptions } from './query.ts';
import { type Answer, badRequest, callRecordNotFound } from './response.ts';

/** GET /communications/callRecords/{id} with $select and one $expand. */
export function getCallRecord(calls: CallRegister, callId: string, request: CallRecordRequest): Answer {
  allowOnly(request.parameters, ['$select', '$expand']);
  const options = queryOptions(request.parameters);
  checkOptions('callRecord', options);
  const { select, expand } = options;
  const { call, version } = readable(calls, callId, request.now);
  const projection = expand === undefined ? '' : `(${expand.relationship}())`;
  return {
    status: 200,
    body: {
      '@odata.context': `${request.root}/$metadata#communications/callRecords${projection}/$entity`,
      ...recordDocument(call, version, select, request.root),
      ...(expand === undefined ? {} : expandedDocument(call, version, expand, request)),
    },
  };
}

/** GET …/{id}/sessions, whose pages `sessions@odata.nextLink` points to. */
export function listSessions(calls: CallRegister, callId: string, request: CallRecordRequest): Answer {
  const { parameters, root } = request;
  allowOnly(parameters, ['$select', '$expand', '$skiptoken']);
  const options = queryOptions(parameters);
  checkOptions('session', options);
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
  const options = queryOptions(parameters);
  checkOptions('participant', options);
  const { call, version } = readable(calls, callId, request.now);
  const position = pagePosition(parameters.get('$skiptoken'), firstPage('participants', request));
  const page = pageOf(call.content.participants(version), position);
  const address = `${root}/communications/callRecords/${call.id}/participants_v2`;
  return {
    status: 200,
    body: {
      '@odata.context': `${root}/$metadata#communications/callRecords('${call.id}')/participants_v2`,
      ...(page.next === undefined ? {} : { '@odata.nextLink': nextLink(address, parameters, page.next) }),
      value: page.items.map((item) => selected(item, options.select)),
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
  const options = queryOptions(parameters);
  checkOptions('callRecord', options);
  const filter = callRecordFilter(parameters.get('$filter'));
  const first = { start: '', size: firstPage('callRecords', request).size };
  const { start, size } = pagePosition(parameters.get('$skiptoken'), first);

  const found: Array<{ readonly call: Call; readonly version: PublishedVersion }> = [];
  for (const call of calls.all()) {
    if (call.id <= start || !filter.startsInside(call.sortableStart)) continue;
    const version = visibleVersion(call, now);
    if (version === undefined) continue;
    const { participantId } = filter;
    if (participantId === undefined || tookPart(call, version, [participantId]))
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
      value: shown.map(({ call, version }) => recordDocument(call, version, options.select, root)),
    },
  };
}

const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

function readable(
  calls: CallRegister,
  callId: string,
  now: number,
): { readonly call: Call; readonly version: PublishedVersion } {
  if (!GUID.test(callId)) throw badRequest('Invalid call record id.');
  const call = calls.find(callId);
  const version = call === undefined ? undefined : visibleVersion(call, now);
  if (call === undefined || version === undefined) throw callRecordNotFound();
  return { call, version };
}
