/** The requests that one reading of a call record makes. */

import type { CallId } from '../../language/identifiers.ts';
import type { JsonObject } from '../../language/json.ts';
import type { RecordVersion } from '../../language/version.ts';
import type { Clock } from '../../ports/clock.ts';
import { GraphFailure } from '../../ports/graph.ts';
import { type CallRecordBody, parseCallRecordBody, parseRecordVersion } from '../../record/call-record.ts';
import { expandedPage, followingPage, type Page } from '../../record/graph-page.ts';
import { type GraphBaseUrl, graphUrl } from './base-url.ts';
import type { GraphLimits } from './limits.ts';
import { MalformedAnswer, wellFormed } from './malformed.ts';
import { createNextLinks, type NextLinks, RepeatedLink } from './next-link.ts';
import { createPace } from './pace.ts';
import type { Answer, Manner, Send } from './send.ts';

export interface RecordRequestOptions {
  readonly send: Send;
  readonly base: GraphBaseUrl;
  readonly clock: Clock;
  readonly limits: GraphLimits;
}

/** Graph expands one relationship at a time. https://learn.microsoft.com/graph/api/callrecords-callrecord-get */
const QUERIES = {
  sessions: '$expand=sessions($expand=segments)',
  participants: '$expand=participants_v2',
  version: '$select=id,version,lastModifiedDateTime',
  start: '$select=id,version,lastModifiedDateTime,startDateTime',
} as const;

/** Those two are made by every reading, and are not paced. */
const EXPANSIONS = 2;

const ROUTE = '/communications/callRecords/{id}';

/** The collections of a record that come in pages. */
export type Collection = 'sessions' | 'participants_v2' | 'segments';

/** A page, the answer it came in, and the record it belongs to where the answer shows it. */
export interface FollowedPage extends Page {
  readonly text: string;
  readonly record: JsonObject | undefined;
}

/** All reject with GraphFailure. */
export interface RecordRequests {
  /** The record with what was asked for, as Graph sent it. */
  get(what: keyof typeof QUERIES): Promise<Answer>;
  /** `repeated`: the link leads to a page of this reading that was read before. */
  followLink(link: string, collection: Collection): Promise<FollowedPage | 'repeated'>;
  /** Throws GraphFailure `malformed` for a body that is not this call's record. */
  check(body: JsonObject): CallRecordBody;
  /** Like `check`, for a body that need show no more than its version. */
  checkVersion(body: JsonObject): RecordVersion;
  /** The members of a collection inside an entity. Throws GraphFailure `malformed`. */
  firstPage(entity: JsonObject, collection: Collection): Page;
}

export function createRecordRequests(
  callId: CallId,
  { send, base, clock, limits }: RecordRequestOptions,
  signal: AbortSignal,
): RecordRequests {
  const pace = createPace(clock, limits.pageIntervalMilliseconds, EXPANSIONS);
  const links = createNextLinks(base, limits.linksOfOneReading);
  const beginning: Manner = { patience: limits.beginning, holdsTenant: true, repeatable: true, pace };
  const within: Manner = { patience: limits.withinRecord, holdsTenant: false, repeatable: true, pace };
  const get = (url: URL, route: string, manner: Manner) =>
    send({ method: 'GET', url, route, subject: { callId } }, manner, signal);

  /** Links to further pages of sessions may lose the expansion that they continue. Absent is not empty. */
  let losesSegments = false;
  async function pageAt(url: URL, route: string, collection: Collection): Promise<FollowedPage> {
    const { body, text } = await get(url, route, within);
    const page = wellFormed(route, () => followingPage(body, collection));
    return { ...page, text, record: body.version === undefined ? undefined : body };
  }

  return {
    get(what) {
      const url = graphUrl(base, `/communications/callRecords/${callId}?${QUERIES[what]}`);
      links.begin(url);
      return get(url, ROUTE, what === 'version' || what === 'start' ? within : beginning);
    },
    async followLink(link, collection) {
      const route = `${ROUTE}/${collection}`;
      const url = wellFormed(route, () => followed(links, link, collection));
      if (url === 'repeated') return url;
      const page = await pageAt(losesSegments ? withSegmentsExpanded(url) : url, route, collection);
      if (collection !== 'sessions' || page.members.every(showsSegments)) return page;
      losesSegments = true;
      const again = await pageAt(withSegmentsExpanded(url), route, collection);
      if (again.members.every(showsSegments)) return again;
      throw new GraphFailure('malformed', `${route}: a session has no segments, not even an empty list`);
    },
    check: (body) => wellFormed(ROUTE, () => ofCall(callId, parseCallRecordBody(body))),
    checkVersion: (body) => wellFormed(ROUTE, () => ofCall(callId, parseRecordVersion(body))),
    firstPage: (entity, collection) => wellFormed(ROUTE, () => expandedPage(entity, collection)),
  };
}

/** Segments cannot be told apart by pages in a document: of them, all come or none. */
function followed(links: NextLinks, link: string, collection: Collection): URL | 'repeated' {
  try {
    return links.follow(link);
  } catch (error) {
    if (error instanceof RepeatedLink && collection !== 'segments') return 'repeated';
    throw error;
  }
}

function showsSegments({ segments, 'segments@odata.nextLink': link }: JsonObject): boolean {
  return segments !== undefined || link !== undefined;
}

function withSegmentsExpanded(url: URL): URL {
  const asksForThem = /[?&](?:\$|%24)expand=/.test(url.search);
  return asksForThem ? url : new URL(`${url.href}${url.search === '' ? '?' : '&'}$expand=segments`);
}

function ofCall<Shown extends { readonly callId: CallId }>(callId: CallId, shown: Shown): Shown {
  if (shown.callId !== callId) throw new MalformedAnswer("id is another call's");
  return shown;
}
