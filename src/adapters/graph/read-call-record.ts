/** One consistent reading of one version of a call record. */

import type { JsonObject } from '../../language/json.ts';
import { compareVersions } from '../../language/version.ts';
import {
  type CallRecordReader,
  type CallRecordReading,
  type CurrentStart,
  GraphFailure,
  ParticipantsRefused,
  VersionMoved,
} from '../../ports/graph.ts';
import type { CallRecordBody } from '../../record/call-record.ts';
import type { AnsweredRequest, GraphAnswer } from '../../record/call-record-document.ts';
import { type CallRecordPage, withoutCollections, withSegments } from '../../record/call-record-pages.ts';
import {
  type Collection,
  createRecordRequests,
  type RecordRequestOptions,
  type RecordRequests,
} from './record-requests.ts';
import type { Answer } from './send.ts';

export function createCallRecordReader(options: RecordRequestOptions): CallRecordReader {
  return {
    async open(callId, signal) {
      const requests = createRecordRequests(callId, options, signal);
      const answer = await requests.get('sessions');
      return new Reading(answer, requests);
    },
  };
}

export function createCurrentStart(options: RecordRequestOptions): CurrentStart {
  return async (callId, signal) => {
    const requests = createRecordRequests(callId, options, signal);
    return requests.check((await requests.get('start')).body).startDateTime;
  };
}

/** What a page of a collection is called among the answers of a document. */
const ANSWERED = { participants_v2: 'participants', sessions: 'sessions', segments: 'segments' } as const;

class Reading implements CallRecordReading {
  readonly record: CallRecordBody;
  readonly opening: GraphAnswer;
  readonly #requests: RecordRequests;
  #sessions: JsonObject;
  #followedLinks = false;
  #incompleteBecause: string | undefined;

  constructor({ body, text }: Answer, requests: RecordRequests) {
    const record = requests.check(body);
    this.record = { ...record, properties: withoutCollections(body) };
    this.opening = { request: 'record', text };
    this.#requests = requests;
    this.#sessions = body;
  }

  async *participantPages(): AsyncGenerator<CallRecordPage> {
    const { body, text } = await this.#participants();
    this.#mustBeSameVersion(body);
    yield* this.#pages(body, 'participants_v2', [{ request: 'participants', text }]);
  }

  async #participants(): Promise<Answer> {
    try {
      return await this.#requests.get('participants');
    } catch (error) {
      const isRefused =
        error instanceof GraphFailure && (error.kind === 'rejected' || error.kind === 'notFound');
      throw isRefused ? new ParticipantsRefused(error) : error;
    }
  }

  async *sessionPages(): AsyncGenerator<CallRecordPage> {
    const body = this.#sessions;
    // Lets the first page go as soon as it is read: memory is to hold one.
    this.#sessions = {};
    // The answer to the first page is the opening.
    for await (const { members, answers } of this.#pages(body, 'sessions', [])) {
      const complete: Array<JsonObject> = [];
      const all = [...answers];
      for (const session of members) complete.push(await this.#withAllSegments(session, all));
      yield { members: complete, answers: all };
    }
  }

  get incompleteBecause(): string | undefined {
    return this.#incompleteBecause;
  }

  async confirm(): Promise<void> {
    if (this.#followedLinks) this.#mustBeSameVersion((await this.#requests.get('version')).body);
  }

  async *#pages(
    entity: JsonObject,
    collection: Collection,
    answers: ReadonlyArray<GraphAnswer>,
  ): AsyncGenerator<CallRecordPage> {
    const request: AnsweredRequest = ANSWERED[collection];
    let { members, nextLink } = this.#requests.firstPage(entity, collection);
    yield { members, answers };
    // Ends: a reading follows each link once, and a bounded number of them.
    while (nextLink !== undefined) {
      this.#followedLinks = true;
      const page = await this.#requests.followLink(nextLink, collection);
      if (page === 'repeated') {
        // Graph ends some collections with an empty page that links to itself or to one before.
        if (members.length > 0) {
          this.#incompleteBecause = `the pages of ${collection} lead back to one that was read before`;
        }
        return;
      }
      if (page.record !== undefined) this.#mustBeSameVersion(page.record);
      ({ members, nextLink } = page);
      yield { members, answers: [{ request, text: page.text }] };
    }
  }

  /** No document says that the segments of one session are paged, and none that they are not. */
  async #withAllSegments(session: JsonObject, answers: Array<GraphAnswer>): Promise<JsonObject> {
    const nextLink = session['segments@odata.nextLink'];
    if (nextLink === undefined || nextLink === null) return session;
    const segments: Array<JsonObject> = [];
    for await (const page of this.#pages(session, 'segments', [])) {
      segments.push(...page.members);
      answers.push(...page.answers);
    }
    return withSegments(session, segments);
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
