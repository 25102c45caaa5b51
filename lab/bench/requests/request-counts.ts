/** Requests for a new peer-to-peer record and for a duplicate notification, against what they may cost. */

import type { Breakdown, Finding, Measurement } from '../measurement.ts';
import type { OutgoingRequest } from '../outgoing-requests.ts';
import { type Pipeline, startPipeline } from '../pipeline.ts';
import { costOfIngest, nameOf, type RequestCost, writesAmong } from './request-costs.ts';

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
      return await count(pipeline);
    } finally {
      await pipeline.close();
    }
  },
};

async function count(pipeline: Pipeline): Promise<ReadonlyArray<Finding>> {
  const callId = newRecord(pipeline);
  const added = await costOf(pipeline, callId, 'stored');
  const duplicate = await costOf(pipeline, callId, 'superseded');
  pipeline.tenant.publishVersion(callId);
  const newVersion = await costOf(pipeline, callId, 'stored');
  return [
    requests('new record: Graph', added.graph, GRAPH_REQUESTS_OF_NEW_RECORD),
    requests('new record: tables', added.tables, TABLE_REQUESTS_OF_NEW_RECORD),
    requests('duplicate notification: Graph', duplicate.graph, GRAPH_REQUESTS_OF_DUPLICATE),
    requests('duplicate notification: tables, reads', duplicate.tables),
    requests('duplicate notification: tables, writes', writesAmong(duplicate.tables), 0),
    requests('next version of a stored record: Graph', newVersion.graph),
    requests('next version of a stored record: tables', newVersion.tables),
    requests('beside its first record, an instance for itself: tables', added.status),
    tableRequests({ 'new record': added, duplicate, 'next version': newVersion }),
  ];
}

function newRecord(pipeline: Pipeline): string {
  return pipeline.recordOf({ kind: 'peer-to-peer' });
}

/** A cost only counts when the ingest did what it is the cost of. */
async function costOf(pipeline: Pipeline, callId: string, outcome: string): Promise<RequestCost> {
  const cost = await costOfIngest(pipeline, callId);
  if (cost.outcome !== outcome) throw new Error(`the ingest ended ${cost.outcome}, expected ${outcome}`);
  return cost;
}

function requests(what: string, made: ReadonlyArray<OutgoingRequest>, limit?: number): Finding {
  const count = { kind: 'count', what, unit: 'requests', count: made.length } as const;
  return limit === undefined ? count : { ...count, limit };
}

/** Which table requests each cost is made of. */
function tableRequests(costs: Readonly<Record<string, RequestCost>>): Breakdown {
  const columns = Object.keys(costs);
  const made = Object.values(costs).map(({ tables }) => tables.map(nameOf));
  const parts = [...new Set(made.flat())].map((name) => ({
    name,
    amounts: made.map((names) => names.filter((other) => other === name).length),
  }));
  return { kind: 'breakdown', what: 'requests to tables', unit: 'requests', columns, parts };
}
