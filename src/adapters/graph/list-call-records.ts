/** The list of call records that Graph has: which calls there are, in which version, and nothing of what is in them. */

import { parseCallId } from '../../language/identifiers.ts';
import { type JsonObject, objectsIn } from '../../language/json.ts';
import type { Clock } from '../../ports/clock.ts';
import type { CallRecordList, ListedCall, ListedPage } from '../../ports/graph.ts';
import { MalformedCallRecord, parseRecordVersion } from '../../record/call-record.ts';
import { followingPage } from '../../record/graph-page.ts';
import { type GraphBaseUrl, graphUrl } from './base-url.ts';
import type { GraphRequest } from './exchange.ts';
import type { GraphLimits } from './limits.ts';
import { wellFormed } from './malformed.ts';
import { createNextLinks, linkAfter } from './next-link.ts';
import { createPace } from './pace.ts';
import type { Manner, Send } from './send.ts';

export interface CallRecordListOptions {
  readonly send: Send;
  readonly base: GraphBaseUrl;
  readonly clock: Clock;
  readonly limits: GraphLimits;
}

const ROUTE = '/communications/callRecords';
const SELECT = 'id,version,lastModifiedDateTime';

export function createCallRecordList({ send, base, clock, limits }: CallRecordListOptions): CallRecordList {
  // One for the process: the limit of 40 in 20 s is for all listings together.
  const pace = createPace(clock, limits.listIntervalMilliseconds, 0);
  // Listing has a limit of its own: a 429 to it says nothing about the rest.
  const manner: Manner = { patience: limits.beginning, holdsTenant: false, repeatable: true, pace };

  return {
    async *pages({ from, to }, link, signal) {
      const links = createNextLinks(base, limits.linksOfOneReading);
      const follow = (nextLink: string, entries = 1) =>
        wellFormed(ROUTE, () => linkAfter(links, nextLink, entries));
      const first = firstUrl(base, from, to);
      links.begin(first);
      let url: URL | undefined = link === undefined ? first : follow(link);
      // Ends: a reading follows each link once, and a bounded number of them.
      while (url !== undefined) {
        const { body } = await send(request(url), manner, signal);
        const page = parsePage(body);
        yield page;
        url =
          page.nextLink === undefined
            ? undefined
            : follow(page.nextLink, page.calls.length + page.unreadable);
      }
    },
  };
}

/**
 * Pages have 60 calls unless more are asked for. Graph documents this preference for lists, and not `$top`; nothing says
 * how many it grants. https://learn.microsoft.com/graph/query-parameters#odata-query-parameters
 */
const PAGE_SIZE = 1_000;

function request(url: URL): GraphRequest {
  return { method: 'GET', url, route: ROUTE, subject: {}, pageSize: PAGE_SIZE };
}

function firstUrl(base: GraphBaseUrl, from: Date, to: Date): URL {
  const filter = `startDateTime ge ${from.toISOString()} and startDateTime lt ${to.toISOString()}`;
  return graphUrl(base, `${ROUTE}?$filter=${encodeURIComponent(filter)}&$select=${SELECT}`);
}

function parsePage(body: JsonObject): ListedPage {
  const entries = Array.isArray(body.value) ? body.value.length : 0;
  // An entry that is not an object counts as one that cannot be read.
  const readable = entries === 0 ? body : { ...body, value: objectsIn(body.value) };
  const { members, nextLink } = wellFormed(ROUTE, () => followingPage(readable, 'value'));
  const calls = members.map(listedCall).filter((call) => call !== undefined);
  return { calls, unreadable: entries - calls.length, nextLink };
}

/** One bad entry must not hide the others: what names a call is looked after, whatever else is wrong with it. */
function listedCall(member: JsonObject): ListedCall | undefined {
  const callId = parseCallId(member.id);
  if (callId === undefined) return undefined;
  try {
    return { callId, version: parseRecordVersion(member) };
  } catch (error) {
    if (!(error instanceof MalformedCallRecord)) throw error;
    return { callId, version: undefined };
  }
}
