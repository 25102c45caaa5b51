/** Call records, sessions and participants as documents: what is selected, what is expanded, what is linked. */

import type { Call, PublishedVersion } from '../call.ts';
import { nextLink, type Page, type PagePosition, pageOf } from './page.ts';
import type { Preferences } from './preferences.ts';
import { checkSelection, type QueryOptions } from './query.ts';
import { badRequest } from './response.ts';

/** What an answer about call records needs to know of its request. */
export interface CallRecordRequest {
  /** The service root, such as `http://127.0.0.1:4280/v1.0`. */
  readonly root: string;
  readonly parameters: URLSearchParams;
  readonly preferences: Preferences;
  readonly now: number;
}

/** Page sizes of the documentation; Prefer: odata.maxpagesize can only make them smaller. */
const PAGE_SIZES = { callRecords: 60, sessions: 60, participants: 130 } as const;

export function firstPage(
  collection: keyof typeof PAGE_SIZES,
  { preferences }: CallRecordRequest,
): PagePosition<number> {
  const most = PAGE_SIZES[collection];
  return { start: 0, size: Math.min(most, preferences.maximumPageSize ?? most) };
}

const PROPERTIES = {
  callRecord: new Set(
    'id version type modalities lastModifiedDateTime startDateTime endDateTime joinWebUrl organizer participants organizer_v2 participants_v2 sessions'.split(
      ' ',
    ),
  ),
  session: new Set(
    'id modalities startDateTime endDateTime isTest failureInfo caller callee segments'.split(' '),
  ),
  participant: new Set('id identity administrativeUnitInfos'.split(' ')),
} as const;

/** @throws GraphError 400 when a selected name is no property of the type, or something unknown is expanded in it. */
export function checkOptions(type: keyof typeof PROPERTIES, { select, expand }: QueryOptions): void {
  checkSelection(select, type, PROPERTIES[type]);
  const known = {
    callRecord: ['sessions', 'participants_v2', 'organizer_v2'],
    session: ['segments'],
    participant: [],
  };
  if (expand === undefined || (known[type] as ReadonlyArray<string>).includes(expand.relationship)) return;
  throw badRequest(
    `Could not find a property named '${expand.relationship}' on type 'microsoft.graph.callRecords.${type}'.`,
  );
}

/** organizer_v2 is expanded by default, and stays although $select may not name it. */
export function recordDocument(
  call: Call,
  version: PublishedVersion,
  select: QueryOptions['select'],
  root: string,
): object {
  const record: object = call.content.record(version);
  const contexts = `${root}/$metadata#communications/callRecords('${call.id}')`;
  return {
    ...selected(record, select),
    'organizer_v2@odata.context': `${contexts}/organizer_v2/$entity`,
    ...('organizer_v2' in record ? { organizer_v2: record.organizer_v2 } : {}),
    'participants_v2@odata.context': `${contexts}/participants_v2`,
  };
}

/** The first page of an expanded relationship, with its nextLink beside it on the record. */
export function expandedDocument(
  call: Call,
  version: PublishedVersion,
  { relationship, options }: NonNullable<QueryOptions['expand']>,
  request: CallRecordRequest,
): object {
  if (relationship === 'organizer_v2') return {};
  const path = `communications/callRecords/${call.id}/${relationship}`;
  const context = `${request.root}/$metadata#communications/callRecords('${call.id}')/${relationship}`;
  const parameters = new URLSearchParams();
  if (options.expand !== undefined) parameters.set('$expand', options.expand.relationship);
  if (options.select !== undefined) parameters.set('$select', options.select.join(','));
  const link = ({ next }: Page): object =>
    next === undefined
      ? {}
      : { [`${relationship}@odata.nextLink`]: nextLink(`${request.root}/${path}`, parameters, next) };
  if (relationship === 'sessions') {
    checkOptions('session', options);
    const page = pageOf(call.content.sessions(version), firstPage('sessions', request));
    return {
      'sessions@odata.context': `${context}${options.expand === undefined ? '' : '(segments())'}`,
      sessions: sessionDocuments(page, options, request.root, call.id),
      ...link(page),
    };
  }
  checkOptions('participant', options);
  const page = pageOf(call.content.participants(version), firstPage('participants', request));
  return {
    'participants_v2@odata.context': context,
    participants_v2: page.items.map((item) => selected(item, options.select)),
    ...link(page),
  };
}

/** Segments are shown only when they are expanded. */
export function sessionDocuments(
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

export function selected(document: object, select: ReadonlyArray<string> | undefined): object {
  if (select === undefined) return document;
  return Object.fromEntries(Object.entries(document).filter(([name]) => select.includes(name)));
}
