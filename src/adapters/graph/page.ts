/** One page of a collection, in either of the shapes that Graph gives it. */

import { isJsonObject, type JsonObject } from '../../domain/json.ts';
import { MalformedAnswer } from './malformed.ts';

export interface Page {
  readonly items: ReadonlyArray<JsonObject>;
  readonly nextLink: string | undefined;
}

/**
 * A collection inside an entity: `name` beside `name@odata.nextLink`. Absent or null means that it has no members.
 * Throws MalformedAnswer.
 */
export function expandedPage(entity: JsonObject, name: string): Page {
  return { items: itemsOf(entity, name), nextLink: nextLinkOf(entity, name) };
}

/**
 * The answer to a next link: a collection (`value`), or the entity again with its next members; the documentation
 * shows the one and says the other. Throws MalformedAnswer.
 */
export function followingPage(body: JsonObject, name: string): Page {
  const property = body.value === undefined ? name : 'value';
  if (body[property] === undefined) throw new MalformedAnswer('value is absent');
  return { items: itemsOf(body, property), nextLink: nextLinkOf(body, name) };
}

function itemsOf(body: JsonObject, property: string): ReadonlyArray<JsonObject> {
  const items = body[property];
  if (items === undefined || items === null) return [];
  if (!Array.isArray(items)) throw new MalformedAnswer(`${property} is not an array`);
  // Dropping a member that is not an object would lose it without a word.
  const stranger = items.findIndex((item) => !isJsonObject(item));
  if (stranger !== -1) throw new MalformedAnswer(`${property}[${stranger}] is not an object`);
  return items as ReadonlyArray<JsonObject>;
}

function nextLinkOf(body: JsonObject, name: string): string | undefined {
  for (const property of [`${name}@odata.nextLink`, '@odata.nextLink']) {
    const link = body[property];
    if (link === undefined || link === null) continue;
    if (typeof link !== 'string') throw new MalformedAnswer(`${property} is not text`);
    return link;
  }
  return undefined;
}
