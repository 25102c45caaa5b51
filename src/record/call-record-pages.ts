/** A call record and its sessions, taken apart as they come in pages and put together again. */

import type { JsonObject } from '../language/json.ts';
import type { GraphAnswer } from './call-record-document.ts';

/** Members of a collection, and the answers of Graph that they came in: one, or more for sessions with many segments. */
export interface CallRecordPage {
  readonly members: ReadonlyArray<JsonObject>;
  readonly answers: ReadonlyArray<GraphAnswer>;
}

/** A record without the collections that are read page by page, and without their paging. */
export function withoutCollections(record: JsonObject): JsonObject {
  return without(record, /^(?:sessions|participants_v2)(?:@odata\.(?:context|nextLink|count))?$/);
}

/** A session with all its segments, and so without the link to more of them. */
export function withSegments(session: JsonObject, segments: ReadonlyArray<JsonObject>): JsonObject {
  return { ...without(session, /^segments@odata\.nextLink$/), segments };
}

/** An entity without what says how it was asked for and where its next page is. */
export function withoutPaging(entity: JsonObject): JsonObject {
  return without(entity, /@odata\.(?:context|nextLink|count)$/);
}

function without(entity: JsonObject, names: RegExp): JsonObject {
  return Object.fromEntries(Object.entries(entity).filter(([name]) => !names.test(name)));
}
