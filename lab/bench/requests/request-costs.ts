/** What one delivery of a notification costs in requests, counted as they leave the process. */

import { type OutgoingRequest, outgoingRequests } from '../outgoing-requests.ts';
import type { Pipeline } from '../pipeline.ts';

export interface RequestCost {
  /** How the ingest ended. */
  readonly outcome: string;
  readonly graph: ReadonlyArray<OutgoingRequest>;
  readonly tables: ReadonlyArray<OutgoingRequest>;
  /**
   * What the instance does for itself meanwhile: it looks at most every five seconds whether the tenant is throttled,
   * and notes at most once a minute that records flow. Its first record meets all of it.
   */
  readonly status: ReadonlyArray<OutgoingRequest>;
  /** Beside those of the Functions host, which takes the message and deletes it. */
  readonly queue: ReadonlyArray<OutgoingRequest>;
}

/** Ingests a call as the first delivery of its notification does, and counts. */
export async function costOfIngest(pipeline: Pipeline, callId: string): Promise<RequestCost> {
  const { graph, tables, queue } = pipeline.addresses;
  let outcome = '';
  const requests = await outgoingRequests([graph, tables, queue], async () => {
    outcome = (await pipeline.ingest(callId)).kind;
  });
  const below = (address: string) => requests.filter(({ url }) => url.href.startsWith(address));
  const isStatus = (request: OutgoingRequest) => nameOf(request).endsWith(' PipelineStatus');
  return {
    outcome,
    graph: below(graph),
    tables: below(tables).filter((request) => !isStatus(request)),
    status: below(tables).filter(isStatus),
    queue: below(queue),
  };
}

/** Requests that change tables: all but those that read. */
export function writesAmong(requests: ReadonlyArray<OutgoingRequest>): ReadonlyArray<OutgoingRequest> {
  return requests.filter(({ method }) => method !== 'GET');
}

/** Method and table, or method and `$batch`: the keys would say nothing more. */
export function nameOf({ method, url }: OutgoingRequest): string {
  const resource = url.pathname.split('/').slice(2).join('/');
  return `${method} ${resource.replace(/\(.*$/, '')}`;
}
