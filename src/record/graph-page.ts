/** One page of a collection, in either of the shapes that Graph gives it. */

import { isJsonObject, type JsonObject } from '../language/json.ts';

export interface Page {
  readonly members: ReadonlyArray<JsonObject>;
  readonly nextLink: string | undefined;
}

/** What should be a page and is none. The message names the property, never its value. */
export class MalformedPage extends Error {
  override readonly name = 'MalformedPage';
}

/**
 * A collection inside an entity: `name` beside `name@odata.nextLink`. Absent or null means that it has no members.
 * Throws MalformedPage.
 */
export function expandedPage(entity: JsonObject, name: string): Page {
  return { members: membersOf(entity, name), nextLink: nextLinkOf(entity, name) };
}

/**
 * The answer to a next link: a collection (`value`), or the entity again with its next members; the documentation
 * shows the one and says the other. Throws MalformedPage.
 */
export function followingPage(body: JsonObject, name: string): Page {
  const property = body.value === undefined ? name : 'value';
  if (body[property] === undefined) throw new MalformedPage('value is absent');
  return { members: membersOf(body, property), nextLink: nextLinkOf(body, name) };
}

function membersOf(body: JsonObject, property: string): ReadonlyArray<JsonObject> {
  const members = body[property];
  if (members === undefined || members === null) return [];
  if (!Array.isArray(members)) throw new MalformedPage(`${property} is not an array`);
  // Dropping a member that is not an object would lose it without a word.
  const stranger = members.findIndex((member) => !isJsonObject(member));
  if (stranger !== -1) throw new MalformedPage(`${property}[${stranger}] is not an object`);
  return members as ReadonlyArray<JsonObject>;
}

function nextLinkOf(body: JsonObject, name: string): string | undefined {
  for (const property of [`${name}@odata.nextLink`, '@odata.nextLink']) {
    const link = body[property];
    if (link === undefined || link === null) continue;
    if (typeof link !== 'string') throw new MalformedPage(`${property} is not text`);
    return link;
  }
  return undefined;
}
