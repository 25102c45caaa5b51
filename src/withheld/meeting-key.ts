/** What stays the same in all links to one meeting. */

/**
 * The path of a link to join, decoded and in lower case: it holds the thread of the meeting, and in a channel the message
 * that it was announced in. The rest names the tenant, the organizer or a passcode. Undefined for what is not such a link.
 * https://learn.microsoft.com/graph/api/resources/onlinemeeting
 */
export function meetingKey(link: string): string | undefined {
  const path = /^https:\/\/[^/]+(?:\/_#)?(\/(?:l\/meetup-join|meet)\/[^?#\s]+?)\/?(?:[?#]\S*)?$/i.exec(
    link.trim(),
  );
  if (path?.[1] === undefined) return undefined;
  try {
    return decodeURIComponent(path[1]).toLowerCase();
  } catch {
    return undefined;
  }
}
