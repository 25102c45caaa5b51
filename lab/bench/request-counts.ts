/** Requests for a new peer-to-peer record and for a duplicate notification, against what they may cost. */

import { type Count, countTable, partsTable } from './findings.ts';
import { type OutgoingRequest, outgoingRequests } from './outgoing-requests.ts';
import { type Pipeline, recordOf, startPipeline } from './pipeline.ts';
import type { Measurement } from './workbench.ts';

/** The record with its sessions, and with its participants: Graph expands one relationship at a time. */
export const GRAPH_REQUESTS_OF_NEW_RECORD = 2;

/** A batch for each child table, the head and the pending row read, the head written, and the indexes. */
export const TABLE_REQUESTS_OF_NEW_RECORD = 12;

/** The first of them already shows that the stored version is the newest. */
export const GRAPH_REQUESTS_OF_DUPLICATE = 1;

export const requestCounts: Measurement = {
  name: 'requests',
  title: 'Requests for one peer-to-peer record',
  async run(workbench) {
    const pipeline = await startPipeline(await workbench.freshAccount());
    try {
      const callId = recordOf(pipeline.tenant, { kind: 'peer-to-peer' });
      const added = await costOf(pipeline, callId, 'stored');
      const duplicate = await costOf(pipeline, callId, 'superseded');
      pipeline.tenant.publishVersion(callId);
      const next = await costOf(pipeline, callId, 'stored');
      const count = (what: string, made: ReadonlyArray<OutgoingRequest>, ...limit: [number?]): Count => [
        what,
        'requests',
        made.length,
        ...limit,
      ];
      return [
        countTable([
          count('new record: Graph', added.graph, GRAPH_REQUESTS_OF_NEW_RECORD),
          count('new record: tables', added.tables, TABLE_REQUESTS_OF_NEW_RECORD),
          count('duplicate notification: Graph', duplicate.graph, GRAPH_REQUESTS_OF_DUPLICATE),
          count('duplicate notification: tables, reads', duplicate.tables),
          count('duplicate notification: tables, writes', writesAmong(duplicate.tables), 0),
          count('next version of a stored record: Graph', next.graph),
          count('next version of a stored record: tables', next.tables),
          count('beside its first record, an instance for itself: tables', added.ofInstance),
        ]),
        partsTable('requests to tables', {
          'new record': added.tables.map(nameOf),
          duplicate: duplicate.tables.map(nameOf),
          'next version': next.tables.map(nameOf),
        }),
      ];
    } finally {
      await pipeline.close();
    }
  },
};

/** What one delivery of a notification costs in requests, counted as they leave the process. */
export interface RequestCost {
  readonly graph: ReadonlyArray<OutgoingRequest>;
  readonly tables: ReadonlyArray<OutgoingRequest>;
  /**
   * What the instance does for itself meanwhile: it looks at most every five seconds whether the tenant is throttled,
   * reads at most once a minute what may be kept, and notes as often that records flow. Its first record meets all of it.
   */
  readonly ofInstance: ReadonlyArray<OutgoingRequest>;
  /** Beside those of the Functions host, which takes the message and deletes it. */
  readonly queue: ReadonlyArray<OutgoingRequest>;
}

/**
 * Ingests a call as the first delivery of its notification does, and counts.
 * @throws when the ingest ended in another way: its cost would be that of something else.
 */
export async function costOf(pipeline: Pipeline, callId: string, outcome: string): Promise<RequestCost> {
  const { graph, tables, queue } = pipeline.addresses;
  const requests = await outgoingRequests([graph, tables, queue], async () => {
    const { kind } = await pipeline.ingest(callId);
    if (kind !== outcome) throw new Error(`the ingest ended ${kind}, expected ${outcome}`);
  });
  const below = (address: string) => requests.filter(({ url }) => url.href.startsWith(address));
  const isOfInstance = (request: OutgoingRequest) => / (PipelineStatus|Withheld)$/.test(nameOf(request));
  return {
    graph: below(graph),
    tables: below(tables).filter((request) => !isOfInstance(request)),
    ofInstance: below(tables).filter(isOfInstance),
    queue: below(queue),
  };
}

/** Requests that change tables: all but those that read. */
export function writesAmong(requests: ReadonlyArray<OutgoingRequest>): ReadonlyArray<OutgoingRequest> {
  return requests.filter(({ method }) => method !== 'GET');
}

/** Method and table, or method and `$batch`: the keys would say nothing more. */
function nameOf({ method, url }: OutgoingRequest): string {
  const resource = url.pathname.split('/').slice(2).join('/');
  return `${method} ${resource.replace(/\(.*$/, '')}`;
}
