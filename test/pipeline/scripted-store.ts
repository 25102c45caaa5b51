/** Stores what a Graph answers whose every answer is written in the test. */

import {
  type StoreDependencies,
  type StoreResult,
  storeCallRecord,
} from '../../src/pipeline/store-call-record.ts';
import { CALL, GRAPH, NO_SIGNAL, scriptedGraph } from '../adapters/graph/scripted-graph.ts';

/** What follows the record's own URL in each request. */
export const SESSIONS = '?$expand=sessions($expand=segments)';
export const PARTICIPANTS = '?$expand=participants_v2';
export const VERSION = '?$select=id,version,lastModifiedDateTime';

/** The bodies by what follows the record's own URL; an object is sent as JSON, text as it is. */
export async function storeScripted(
  store: StoreDependencies,
  bodies: Readonly<Record<string, object | string>>,
): Promise<StoreResult> {
  const graph = scriptedGraph(({ url }) => {
    const body = bodies[url.replace(`${GRAPH}/communications/callRecords/${CALL}`, '')];
    if (body === undefined) throw new Error(`${url} was not expected`);
    return { body };
  });
  const reading = await graph.callRecords.open(CALL, NO_SIGNAL);
  return await storeCallRecord(store, reading, { rewrite: false, mayHaveLeftovers: false });
}
