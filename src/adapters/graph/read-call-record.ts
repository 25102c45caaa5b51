/** One consistent reading of one version of a call record. */

import type { CallRecordBody } from '../../domain/call-record.ts';
import type { JsonObject } from '../../domain/json.ts';
import { compareVersions } from '../../domain/version.ts';
import { type CallRecordReader, type CallRecordReading, VersionMoved } from '../../ports.ts';
import {
  type Collection,
  createRecordRequests,
  type RecordRequestOptions,
  type RecordRequests,
} from './record-requests.ts';

export function createCallRecordReader(options: RecordRequestOptions): CallRecordReader {
  return {
    async open(callId, signal) {
      const requests = createRecordRequests(callId, options, signal);
      const body = await requests.get('sessions');
      return new Reading(requests.check(body), requests);
    },
  };
}

class Reading implements CallRecordReading {
  readonly record: CallRecordBody;
  readonly #requests: RecordRequests;
  #sessions: JsonObject;
  #followedLinks = false;

  constructor(record: CallRecordBody, requests: RecordRequests) {
    this.record = { ...record, properties: withoutPages(record.properties) };
    this.#requests = requests;
    this.#sessions = record.properties;
  }

  async *participantPages(): AsyncGenerator<ReadonlyArray<JsonObject>> {
    const body = await this.#requests.get('participants');
    this.#mustBeSameVersion(body);
    yield* this.#pages(body, 'participants_v2');
  }

  async *sessionPages(): AsyncGenerator<ReadonlyArray<JsonObject>> {
    const body = this.#sessions;
    // Lets the first page go as soon as it is read: memory is to hold one.
    this.#sessions = {};
    for await (const sessions of this.#pages(body, 'sessions')) {
      const complete: Array<JsonObject> = [];
      for (const session of sessions) complete.push(await this.#withAllSegments(session));
      yield complete;
    }
  }

  async confirm(): Promise<void> {
    if (this.#followedLinks) this.#mustBeSameVersion(await this.#requests.get('version'));
  }

  async *#pages(entity: JsonObject, collection: Collection): AsyncGenerator<ReadonlyArray<JsonObject>> {
    let { items, nextLink } = this.#requests.firstPage(entity, collection);
    if (items.length > 0) yield items;
    // Ends: a reading follows each link once, and a bounded number of them.
    while (nextLink !== undefined) {
      this.#followedLinks = true;
      const page = await this.#requests.followLink(nextLink, collection);
      if (page.record !== undefined) this.#mustBeSameVersion(page.record);
      ({ items, nextLink } = page);
      if (items.length > 0) yield items;
    }
  }

  /** No document says that the segments of one session are paged, and none that they are not. */
  async #withAllSegments(session: JsonObject): Promise<JsonObject> {
    const { 'segments@odata.nextLink': nextLink, ...rest } = session;
    if (nextLink === undefined || nextLink === null) return session;
    const segments: Array<JsonObject> = [];
    for await (const page of this.#pages(session, 'segments')) segments.push(...page);
    return { ...rest, segments };
  }

  #mustBeSameVersion(body: JsonObject): void {
    const shown = this.#requests.checkVersion(body);
    if (compareVersions(shown, this.record) === 0) return;
    throw new VersionMoved(
      `version ${this.record.version} of ${this.record.lastModifiedDateTime} became ` +
        `${shown.version} of ${shown.lastModifiedDateTime} while it was read`,
    );
  }
}

/** The record without its collections and what annotates them; they are read page by page. */
function withoutPages(properties: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(properties).filter(([name]) => !/^(?:sessions|participants_v2)(?:@|$)/.test(name)),
  );
}
