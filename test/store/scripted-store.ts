/** Stores what a Graph answers whose every answer is written in the test. */

import { createHash } from 'node:crypto';
import { systemRandom } from '../../src/adapters/system.ts';
import type { Store } from '../../src/rows/store.ts';
import type { StoreResult } from '../../src/store/commit-reading.ts';
import { storeCallRecord } from '../../src/store/store-call-record.ts';
import { NOTHING_WITHHELD } from '../../src/withheld/withheld.ts';
import { CALL, GRAPH, NO_SIGNAL, record, scriptedGraph } from '../adapters/graph/scripted-graph.ts';

/** What follows the record's own URL in each request. */
export const SESSIONS = '?$expand=sessions($expand=segments)';
export const PARTICIPANTS = '?$expand=participants_v2';
export const VERSION = '?$select=id,version,lastModifiedDateTime';

/** The bodies by what follows the record's own URL; an object is sent as JSON, text as it is. */
export async function storeScripted(
  store: Store,
  bodies: Readonly<Record<string, object | string>>,
): Promise<StoreResult> {
  const graph = scriptedGraph(({ url }) => {
    const body = bodies[url.replace(`${GRAPH}/communications/callRecords/${CALL}`, '')];
    if (body === undefined) throw new Error(`${url} was not expected`);
    return { body };
  });
  const reading = await graph.callRecords.open(CALL, NO_SIGNAL);
  return await storeCallRecord(store, systemRandom, reading, {
    rewrite: false,
    attemptedBefore: false,
    withheld: NOTHING_WITHHELD,
  });
}

/** Text that cannot be compressed below three quarters of its length. */
function dense(length: number): string {
  const parts: Array<string> = [];
  for (let index = 0; index * 88 < length; index += 1) {
    parts.push(createHash('sha512').update(`part ${index}`).digest('base64'));
  }
  return parts.join('');
}

/** Stores a version whose three pages of sessions fill a row and a half each. */
export async function storeDense(store: Store, version = 1) {
  const [note, page] = [dense(1_200_000), `${GRAPH}/communications/callRecords/${CALL}/page`];
  return await storeScripted(store, {
    [SESSIONS]: record({ version, sessions: [{ id: 's1', note }], 'sessions@odata.nextLink': `${page}2` }),
    [PARTICIPANTS]: record({ version, sessions: undefined, participants_v2: [{ id: 'p' }] }),
    '/page2': { value: [{ id: 's2', note, segments: [] }], '@odata.nextLink': `${page}3` },
    '/page3': { value: [{ id: 's3', note, segments: [] }] },
    [VERSION]: record({ version }),
  });
}
