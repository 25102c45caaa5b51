/** One instance's way to the simulated Graph, as Node's own client would behave over a real connection. */

import {
  createHttpHeaders,
  type HttpClient,
  type PipelineRequest,
  RestError,
} from '@azure/core-rest-pipeline';
import type { SimulatedTenant } from '../../graph/tenant.ts';
import type { GraphResponse } from '../../graph/transport.ts';
import type { Checker } from '../checker/checker.ts';
import { type Activity, currentActivity } from './activity.ts';
import { never } from './instance.ts';
import type { Surroundings } from './surroundings.ts';
import type { VirtualTime } from './virtual-time.ts';
import type { Wire } from './wire.ts';

/** The slowest storage answers after twenty seconds, and an instance that has just read may wait for one more reply. */
const SLOW_REPLIES_WITHIN_SECONDS = 40;

export function graphSeenThrough(
  wire: Wire,
  tenant: Pick<SimulatedTenant, 'respond'>,
  surroundings: Surroundings,
  { patience, shown }: Pick<Checker, 'patience' | 'shown'>,
): HttpClient {
  const { instance } = wire;
  const { time, tallies, journal, plan } = surroundings;
  return {
    async sendRequest(request) {
      if (!instance.isAlive) return never();
      if (isAborted(request)) throw aborted();
      const activity = currentActivity();
      const { method } = request;
      const asked = { method, url: new URL(request.url) };
      patience.asked(askerOf(activity), asked);
      const accident = await wire.before('graph', () => `${method} ${asked.url.pathname}`);
      const response = await withinTimeLimit(request, time, respond(request));
      const { status, headers, body, connection } = response;
      const { 'Retry-After': retryAfter, Date: date } = headers;
      tallies.graphRequests += 1;
      if (status === 429) tallies.throttled += 1;
      journal.note(instance.name, activity?.callId, () => {
        const told = retryAfter === undefined ? '' : `, Retry-After: ${retryAfter}`;
        return `${method} ${request.url} → ${status}${told}`;
      });
      const arrived = patience.answered(askerOf(activity), asked, { status, retryAfter, date });
      await wire.after('graph', accident);
      if (isAborted(request)) throw aborted();
      if (connection === 'hang') return await timeLimit(request, time);
      if (connection === 'reset' || wire.losesAnswer(accident)) {
        throw new RestError('read ECONNRESET', { code: 'ECONNRESET', request });
      }
      if (connection === 'truncate') throw new RestError('aborted', { code: RestError.PARSE_ERROR, request });
      arrived();
      if (asked.url.pathname.endsWith('/callRecords') && status === 200) shown.listed(body);
      return { request, status, headers: createHttpHeaders({ ...headers }), bodyAsText: body };
    },
  };

  function askerOf(activity: Activity | undefined) {
    const { conditions, second } = surroundings;
    const slowest = conditions.slowestMilliseconds(second - SLOW_REPLIES_WITHIN_SECONDS);
    // One look at storage answers all of an instance, and is as slow as whichever of its activities began it.
    const ofAll = surroundings.activities.slownessIn(instance);
    return { instance: instance.name, activity, slowness: 2 * Math.max(ofAll, slowest) };
  }

  function respond(request: PipelineRequest): Promise<GraphResponse> {
    const { mostOnAPage } = plan;
    const headers = request.headers.toJSON();
    // Of several sizes the first counts.
    const prefer = `odata.maxpagesize=${mostOnAPage}, ${request.headers.get('prefer')}`;
    return tenant.respond({
      method: request.method,
      url: request.url,
      headers: mostOnAPage === undefined ? headers : { ...headers, prefer },
      ...(typeof request.body === 'string' ? { body: request.body } : {}),
    });
  }
}

/** Only subscribing takes Graph any time: it asks the webhook first. */
async function withinTimeLimit(
  request: PipelineRequest,
  time: VirtualTime,
  response: Promise<GraphResponse>,
): Promise<GraphResponse> {
  if (request.method === 'GET') return response;
  return await Promise.race([response, timeLimit(request, time)]);
}

/** Rejects when the request's time is over, or its signal is aborted. */
function timeLimit(request: PipelineRequest, time: VirtualTime): Promise<never> {
  return new Promise((_, reject) => {
    const end = () => reject(aborted());
    time.in(request.timeout, end);
    request.abortSignal?.addEventListener('abort', end);
  });
}

/** Asked again each time: it changes while the request is on its way. */
function isAborted({ abortSignal }: PipelineRequest): boolean {
  return abortSignal?.aborted === true;
}

function aborted(): Error {
  return Object.assign(new Error('The operation was aborted.'), { name: 'AbortError' });
}
