/** How fast peer-to-peer records are stored, beside a bare loop of the same table requests. */

import { OUR_HOST_JSON } from '../host/our-host-json.ts';
import { besideBareLoop } from './beside-bare-loop.ts';
import { comparisonTable } from './findings.ts';
import type { Measurement } from './workbench.ts';

/** Short turns, and more of them: what else the machine does meets both sides alike. */
const RECORDS = 50;
const ROUNDS_IN_A_ROUND = 3;

/** An instance stores thousands of records: both sides begin when their code is compiled as well as it gets. */
const ROUNDS_THROWN_AWAY = 6;

/** What the Functions host gives one instance at once. */
const AT_ONCE = OUR_HOST_JSON.queues.batchSize;

/** 1,500 requests in 20 s, at two requests each. https://learn.microsoft.com/graph/throttling-limits */
const GRAPH_CEILING_PER_SECOND = 37.5;

export const storeRecords: Measurement = {
  name: 'store',
  title: 'Storing peer-to-peer records',
  async run(workbench) {
    const load = { call: { kind: 'peer-to-peer' }, records: RECORDS, atOnce: AT_ONCE } as const;
    const comparison = await besideBareLoop(workbench, load, {
      rounds: workbench.rounds * ROUNDS_IN_A_ROUND,
      thrownAway: ROUNDS_THROWN_AWAY,
      amount: RECORDS,
      what: `${RECORDS} records, ${AT_ONCE} at once`,
      aim: `at least 0.80, and ${GRAPH_CEILING_PER_SECOND} per second`,
    });
    return [comparisonTable('bare loop', [comparison])];
  },
};
