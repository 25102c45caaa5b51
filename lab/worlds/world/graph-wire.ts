/** One instance's way to the simulated Graph, as Node's own client would behave over a real connection. */

import {
  createHttpHeaders,
  type HttpClient,
  type PipelineRequest,
  RestError,
} from '@azure/core-rest-pipeline';
import type { GraphResponse } from '../../graph/answers/response.ts';
import type { SimulatedTenant } from '../../graph/tenant.ts';
import { type Activity, currentActivity } from './activity.ts';
import { type Instance, never } from './instance.ts';
import type { VirtualTime } from './virtual-time.ts';
import type { Wire } from './wire.ts';

export interface GraphListener {
  /** A request leaves the instance. */
  asked(instance: Instance, activity: Activity | undefined, request: PipelineRequest): void;
  /** Graph has answered it. Returns what is to be called when the instance knows. */
  answered(
    instance: Instance,
    activity: Activity | undefined,
    request: PipelineRequest,
    response: GraphResponse,
  ): () => void;
}

export function graphSeenThrough(
  wire: Wire,
  tenant: Pick<SimulatedTenant, 'respond'>,
  time: VirtualTime,
  heard: GraphListener,
  mostOnAPage?: number,
): HttpClient {
  const { instance } = wire;
  return {
    async sendRequest(request) {
      if (!instance.isAlive) return never();
      if (isAborted(request)) throw aborted();
      const activity = currentActivity();
      heard.asked(instance, activity, request);
      const accident = await wire.before('graph', () => `${request.method} ${new URL(request.url).pathname}`);
      const response = await withinTimeLimit(request, time, respond(request));
      const arrived = heard.answered(instance, activity, request, response);
      await wire.after('graph', false, accident);
      if (isAborted(request)) throw aborted();
      if (response.connection === 'hang') return await timeLimit(request, time);
      const { status, headers, body, connection } = response;
      if (connection === 'reset' || wire.losesAnswer(accident)) {
        throw new RestError('read ECONNRESET', { code: 'ECONNRESET', request });
      }
      if (connection === 'truncate') {
        throw new RestError('aborted', { code: RestError.PARSE_ERROR, request });
      }
      arrived();
      return { request, status, headers: createHttpHeaders({ ...headers }), bodyAsText: body };
    },
  };

  function preference(request: PipelineRequest): Readonly<Record<string, string>> {
    if (mostOnAPage === undefined) return {};
    return { prefer: `${request.headers.get('prefer')}, odata.maxpagesize=${mostOnAPage}` };
  }

  function respond(request: PipelineRequest): Promise<GraphResponse> {
    return tenant.respond({
      method: request.method,
      url: request.url,
      headers: { ...request.headers.toJSON(), ...preference(request) },
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
