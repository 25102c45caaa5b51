/** A Graph whose every answer is written in the test, for what goes wrong on the wire. Time is virtual. */

import {
  createHttpHeaders,
  type HttpClient,
  type PipelineRequest,
  RestError,
} from '@azure/core-rest-pipeline';
import { ManualClock } from '../../../lab/manual-clock.ts';
import {
  createGraphClient,
  type GraphClient,
  type GraphClientOptions,
} from '../../../src/adapters/graph/client.ts';
import { parseCallId } from '../../../src/language/identifiers.ts';
import type { JsonObject } from '../../../src/language/json.ts';
import type { LogFields } from '../../../src/logs/log.ts';
import { GraphFailure, type ThrottleGate } from '../../../src/ports/graph.ts';
import type { Random } from '../../../src/ports/random.ts';
import type { CallRecordPage } from '../../../src/record/call-record-pages.ts';

export const GRAPH = 'http://127.0.0.1:4280/v1.0';
export const TOKEN = 'a-token-that-must-not-travel';
export const CALL = callId('e523d2ed-2966-4b6b-925b-754a88034cc5');
export const OTHER_CALL = callId('4b6b925b-2966-e523-d2ed-754a88034cc5');
export const NO_SIGNAL = new AbortController().signal;

export interface Answer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** An object is sent as JSON, text as it is. */
  readonly body?: object | string;
  /** Instead of an answer: the connection fails with this code, or nothing comes within the time limit. */
  readonly fault?: string | 'timeLimit';
}

/** A request as it left, with the instant. */
export interface Sent {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
  readonly at: Date;
}

export type Script = (request: Sent, number: number) => Answer;

export interface ScriptedGraph extends GraphClient {
  readonly clock: ManualClock;
  readonly sent: ReadonlyArray<Sent>;
  readonly lines: ReadonlyArray<{ readonly event: string; readonly fields: LogFields }>;
  readonly gate: ScriptedGate;
}

/** A gate in memory, which the test may close. */
export interface ScriptedGate extends ThrottleGate {
  held: Array<Date>;
  closedUntil: Date | undefined;
}

/** Answers in the order given; asking for more than there are is an error of the client. */
export function answers(...script: ReadonlyArray<Answer>): Script {
  return (request, number) => {
    const answer = script[number - 1];
    if (answer === undefined)
      throw new Error(`request ${number} was not expected: ${request.method} ${request.url}`);
    return answer;
  };
}

export function scriptedGraph(script: Script, options: Partial<GraphClientOptions> = {}): ScriptedGraph {
  const clock = new ManualClock();
  const sent: Array<Sent> = [];
  const lines: Array<{ event: string; fields: LogFields }> = [];
  const gate: ScriptedGate = {
    held: [],
    closedUntil: undefined,
    async notBefore() {
      return gate.closedUntil;
    },
    async hold(until) {
      gate.held.push(until);
      gate.closedUntil = until;
    },
  };
  const note = (event: string, fields: LogFields = {}) => void lines.push({ event, fields });
  const client = createGraphClient({
    baseUrl: GRAPH,
    authentication: { fixedToken: TOKEN },
    clock,
    random: evenRandom(),
    gate,
    log: { info: note, warn: note, error: note },
    httpClient: scriptedHttpClient(script, sent, clock),
    ...options,
  });
  return { ...client, clock, sent, lines, gate };
}

function scriptedHttpClient(script: Script, sent: Array<Sent>, clock: ManualClock): HttpClient {
  return {
    async sendRequest(request) {
      const body = typeof request.body === 'string' ? JSON.parse(request.body) : undefined;
      const { method, url } = request;
      sent.push({ method, url, headers: request.headers.toJSON(), body, at: clock.now() });
      const last = sent.at(-1) as Sent;
      const answer = script(last, sent.length);
      if (answer.fault !== undefined) throw failure(answer.fault, request, clock);
      const bodyAsText = typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body ?? {});
      request.onDownloadProgress?.({ loadedBytes: Buffer.byteLength(bodyAsText) });
      return {
        request,
        status: answer.status ?? 200,
        headers: createHttpHeaders(answer.headers ?? {}),
        bodyAsText,
      };
    },
  };
}

function failure(fault: string, request: PipelineRequest, clock: ManualClock): Error {
  if (fault !== 'timeLimit') {
    return new RestError(`connect ${fault} ${request.headers.get('Authorization')}`, {
      code: fault,
      request,
    });
  }
  clock.advance({ milliseconds: request.timeout });
  return Object.assign(new Error('The operation was aborted.'), { name: 'AbortError' });
}

/** Chance that always comes out in the middle; ids count up, so that no two are equal. */
function evenRandom(): Random {
  let ids = 0;
  return {
    fraction: () => 0.5,
    hex: (length) => {
      ids += 1;
      return ids.toString(16).padStart(length, '0');
    },
  };
}

function callId(text: string) {
  const parsed = parseCallId(text);
  if (parsed === undefined) throw new Error(`${text} is not a call id`);
  return parsed;
}

/** A call record as Graph sends it, with the properties given over it. */
export function record(properties: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return {
    '@odata.context': `${GRAPH}/$metadata#communications/callRecords(sessions(segments()))/$entity`,
    id: CALL,
    version: 1,
    type: 'groupCall',
    lastModifiedDateTime: '2026-11-23T08:30:00.1234567Z',
    startDateTime: '2026-11-23T08:00:00.7654321Z',
    endDateTime: '2026-11-23T08:20:00Z',
    organizer_v2: { id: 'f69e2c00-0000-4000-8000-000000000001' },
    'participants_v2@odata.context': `${GRAPH}/$metadata#…/participants_v2`,
    'sessions@odata.context': `${GRAPH}/$metadata#…/sessions(segments())`,
    sessions: [{ id: 'session-1', segments: [{ id: 'segment-1' }] }],
    ...properties,
  };
}

/** All that a reading gives, read in the order that callers read it. */
export async function readWhole(graph: GraphClient, signal: AbortSignal = NO_SIGNAL) {
  const reading = await graph.callRecords.open(CALL, signal);
  const participants = await allItems(reading.participantPages());
  const sessions = await allItems(reading.sessionPages());
  await reading.confirm();
  return { record: reading.record, participants, sessions, incompleteBecause: reading.incompleteBecause };
}

export async function allItems(pages: AsyncIterable<CallRecordPage>): Promise<Array<JsonObject>> {
  const items: Array<JsonObject> = [];
  for await (const { members } of pages) items.push(...members);
  return items;
}

/** The failure that a call must end in; anything else fails the test. */
export async function failureOf(promise: Promise<unknown>): Promise<GraphFailure> {
  const failure = await promise.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (failure instanceof GraphFailure) return failure;
  throw new Error('GraphFailure was expected', { cause: failure });
}
