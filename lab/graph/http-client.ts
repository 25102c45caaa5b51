/** Hands the Graph client's requests to a simulated tenant in the same process, without a network. */

import {
  createHttpHeaders,
  type HttpClient,
  type PipelineRequest,
  type PipelineResponse,
  RestError,
} from '@azure/core-rest-pipeline';
import type { Clock } from '../../src/ports/clock.ts';
import type { SimulatedTenant } from './tenant.ts';

/**
 * An HttpClient that behaves as Node's does over a real connection: what the tenant does to the connection becomes
 * the error that the library would throw. A tenant that never answers costs the request's time limit on `clock`.
 */
export function graphHttpClient(
  tenant: Pick<SimulatedTenant, 'respond'>,
  clock: Pick<Clock, 'sleep'>,
): HttpClient {
  return {
    async sendRequest(request) {
      if (request.abortSignal?.aborted === true) throw aborted();
      const { status, headers, body, connection } = await tenant.respond({
        method: request.method,
        url: request.url,
        headers: request.headers.toJSON(),
        ...(typeof request.body === 'string' ? { body: request.body } : {}),
      });
      switch (connection) {
        case 'hang':
          return await neverAnswered(request, clock);
        case 'reset':
          throw new RestError('read ECONNRESET', { code: 'ECONNRESET', request });
        case 'truncate':
          throw new RestError('Error reading response as text: aborted', {
            code: RestError.PARSE_ERROR,
            request,
          });
        case undefined:
          break;
      }
      request.onDownloadProgress?.({ loadedBytes: Buffer.byteLength(body) });
      return { request, status, headers: createHttpHeaders({ ...headers }), bodyAsText: body };
    },
  };
}

async function neverAnswered(
  request: PipelineRequest,
  clock: Pick<Clock, 'sleep'>,
): Promise<PipelineResponse> {
  const signal = request.abortSignal;
  try {
    await clock.sleep(request.timeout, signal instanceof AbortSignal ? signal : undefined);
  } catch (error) {
    if (signal?.aborted !== true) throw error;
  }
  throw aborted();
}

function aborted(): Error {
  return Object.assign(new Error('The operation was aborted.'), { name: 'AbortError' });
}
