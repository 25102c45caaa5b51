/** What a link to join says of its meeting: which it is, and whose. */

import { parseGuid } from '../language/identifiers.ts';

/**
 * The path of a link to join, decoded and in lower case: it holds the thread of the meeting, and in a channel the message
 * that it was announced in. The rest names the tenant, the organizer or a passcode. Undefined for what is not such a link.
 * https://learn.microsoft.com/graph/api/resources/onlinemeeting
 */
export function meetingKey(link: string): string | undefined {
  const path = /^https:\/\/[^/]+(?:\/_#)?(\/(?:l\/meetup-join|meet)\/[^?#\s]+?)\/?(?:[?#]\S*)?$/i.exec(
    link.trim(),
  );
  return path?.[1] === undefined ? undefined : decoded(path[1])?.toLowerCase();
}

/** The object id of the organizer, which a link to join holds in its context: `{"Tid":"…","Oid":"…"}`. */
export function organizerInLink(link: string): string | undefined {
  return parseGuid(/"Oid"\s*:\s*"([^"]*)"/i.exec(decoded(link) ?? '')?.[1]);
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
