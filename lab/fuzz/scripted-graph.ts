/** A Graph that gives every request the same kind of answer, and counts what it is asked about call records. */

import { createHttpHeaders, type HttpClient, RestError } from '@azure/core-rest-pipeline';
import { KNOWN_SUBSCRIPTION } from './ours.ts';
import { plainRecord } from './plain-record.ts';

export const graphMoods = [
  'found',
  'notFound',
  'throttled',
  'failing',
  'unauthorized',
  'forbidden',
  'rejecting',
  'malformed',
  'unreachable',
] as const;
export type GraphMood = (typeof graphMoods)[number];

/** How an ingest must end that asks a Graph of this mood: stored, waiting in a row, or as a dead letter. */
export const endOf = {
  found: 'stored',
  notFound: 'pending',
  throttled: 'pending',
  failing: 'pending',
  unauthorized: 'pending',
  forbidden: 'pending',
  rejecting: 'dead',
  malformed: 'dead',
  unreachable: 'pending',
} as const satisfies Record<GraphMood, string>;

export interface ScriptedGraph extends HttpClient {
  /** URLs below `communications/callRecords` that were asked for. */
  readonly asked: ReadonlyArray<string>;
}

export function scriptedGraph(mood: GraphMood): ScriptedGraph {
  const asked: Array<string> = [];
  return {
    asked,
    async sendRequest(request) {
      const [, callId] = /\/communications\/callRecords\/([^/?]+)/.exec(request.url) ?? [];
      if (callId !== undefined) asked.push(request.url);
      if (mood === 'unreachable')
        throw new RestError('connect ECONNREFUSED', { code: 'ECONNREFUSED', request });
      const { status, headers, body } = answers[mood](callId ?? '');
      return {
        request,
        status,
        headers: createHttpHeaders({ ...headers }),
        bodyAsText: JSON.stringify(body),
      };
    },
  };
}

interface ScriptedResponse {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: unknown;
}

function refusal(
  status: number,
  code: string,
  headers: Readonly<Record<string, string>> = {},
): () => ScriptedResponse {
  return () => ({ status, headers, body: { error: { code, message: '' } } });
}

const answers: Readonly<Record<Exclude<GraphMood, 'unreachable'>, (callId: string) => ScriptedResponse>> = {
  found: (callId) => ({ status: 200, body: plainRecord(callId) }),
  notFound: refusal(404, 'NotFound'),
  throttled: refusal(429, 'TooManyRequests', { 'Retry-After': '600' }),
  failing: refusal(500, 'InternalServerError'),
  unauthorized: refusal(401, 'InvalidAuthenticationToken'),
  forbidden: refusal(403, 'Forbidden'),
  rejecting: refusal(400, 'BadRequest'),
  malformed: (callId) => ({ status: 200, body: { id: callId, version: 'one' } }),
};

const SUBSCRIPTION = {
  id: KNOWN_SUBSCRIPTION,
  resource: 'communications/callRecords',
  changeType: 'updated',
  notificationUrl: 'http://127.0.0.1:7071/api/notifications',
  lifecycleNotificationUrl: 'http://127.0.0.1:7071/api/lifecycle',
  expirationDateTime: '2026-11-26T00:00:00Z',
};

/** A Graph that finds every call, and gives and renews one subscription. */
export function graphWithSubscription(): HttpClient {
  const records = scriptedGraph('found');
  let isCreated = false;
  return {
    async sendRequest(request) {
      if (!request.url.includes('/subscriptions')) return await records.sendRequest(request);
      const isList = request.method === 'GET' && request.url.endsWith('/subscriptions');
      if (request.method === 'POST') isCreated = true;
      const body = isList ? { value: isCreated ? [SUBSCRIPTION] : [] } : SUBSCRIPTION;
      const status = request.method === 'POST' ? 201 : 200;
      return { request, status, headers: createHttpHeaders(), bodyAsText: JSON.stringify(body) };
    },
  };
}
