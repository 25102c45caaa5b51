/** A Graph that has answered everything before: what it costs to make up a record is not the pipeline's matter. */

import { createHttpHeaders, type HttpClient } from '@azure/core-rest-pipeline';
import type { SimulatedTenant } from '../../graph/tenant.ts';

/** Asks the tenant once for each address, and gives the same answer from memory ever after. */
export function rememberedGraph(tenant: SimulatedTenant): HttpClient {
  const remembered = new Map<string, { readonly status: number; readonly body: string }>();
  return {
    async sendRequest(request) {
      const { url, method } = request;
      const answer =
        remembered.get(url) ?? (await tenant.respond({ method, url, headers: request.headers.toJSON() }));
      remembered.set(url, answer);
      return { request, status: answer.status, headers: createHttpHeaders(), bodyAsText: answer.body };
    },
  };
}
