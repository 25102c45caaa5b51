/** Links to further pages: opaque, but never trusted with the token's destination. */

import { type GraphBaseUrl, graphUrl } from './base-url.ts';
import { MalformedAnswer } from './malformed.ts';

/** Follows the links of one reading; each link is followed once. */
export interface NextLinks {
  /** Notes a page that is read without a link: no link may lead back to it. */
  begin(url: URL): void;
  /** Where the link leads. Throws RepeatedLink for one that was followed before, MalformedAnswer for any other fault. */
  follow(link: string): URL;
}

/** The link leads to a page that was read before. Behind an empty page that is the end of the collection. */
export class RepeatedLink extends MalformedAnswer {}

/** A reading that meets a link again would go round for ever, and one without a bound might go on for ever. */
export function createNextLinks(base: GraphBaseUrl, limit: number): NextLinks {
  const read = new Set<string>();
  let followed = 0;
  return {
    begin(url) {
      read.add(url.href);
    },
    follow(link) {
      const url = resolveNextLink(link, base);
      if (read.has(url.href)) {
        throw new RepeatedLink('the next link leads to a page that was read before');
      }
      if (followed === limit) throw new MalformedAnswer(`the next link leads beyond ${limit} pages`);
      read.add(url.href);
      followed += 1;
      return url;
    },
  };
}

/** Where the link of a page with so many members leads; undefined behind the last page. Throws as `follow` does. */
export function linkAfter(links: NextLinks, link: string, members: number): URL | undefined {
  try {
    return links.follow(link);
  } catch (error) {
    if (error instanceof RepeatedLink && members === 0) return undefined;
    throw error;
  }
}

/**
 * The URL of a link, which must be below Graph's own base: the token goes where the link leads.
 * Throws MalformedAnswer.
 */
export function resolveNextLink(link: string, base: GraphBaseUrl): URL {
  const url = callable(parse(link), base);
  if (url.origin !== base.origin) throw new MalformedAnswer('the next link leads to another origin');
  if (url.username !== '' || url.password !== '') {
    throw new MalformedAnswer('the next link holds credentials');
  }
  if (!url.pathname.startsWith(`${base.path}/`)) {
    throw new MalformedAnswer('the next link leads outside of Graph v1.0');
  }
  return url;
}

function parse(link: string): URL {
  const url = URL.parse(link);
  if (url === null) throw new MalformedAnswer('the next link is not an absolute URL');
  return url;
}

/**
 * Graph's documentation shows links of the form `…/v1.0/$metadata#communications/…&$skiptoken=abc`, whose end would
 * not be sent. Should one come, the fragment is the path that was meant; without a skip token it would lead to the
 * first page again. https://learn.microsoft.com/graph/api/callrecords-callrecord-get
 */
function callable(url: URL, base: GraphBaseUrl): URL {
  if (url.hash === '') return url;
  const isMetadata = url.origin === base.origin && url.pathname === `${base.path}/$metadata`;
  if (!isMetadata || !/[?&]\$skip(?:token)?=/.test(url.hash)) {
    throw new MalformedAnswer('the next link holds a fragment');
  }
  return graphUrl(base, `/${url.hash.slice(1)}`);
}
