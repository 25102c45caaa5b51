/** What storing a month of calls costs: requests and bytes are counted, the price follows from them. */

import { createMemoryTables } from '../../../src/adapters/memory/tables.ts';
import { createApplication } from '../../../src/app.ts';
import { rowBytes } from '../../../src/tables/row-limits.ts';
import type { Finding, Measurement } from '../measurement.ts';
import { ingestNotified, startPipeline } from '../pipeline.ts';

/** Calls that are stored and counted; their kinds are drawn as the simulated tenant draws them. */
const SAMPLE = 100;

const CALLS_A_DAY = 1_000;
const DAYS = 30;

/** Of a notification's message: sent by the webhook, received and deleted by the Functions host. */
const QUEUE_REQUESTS_A_MESSAGE = 3;

/**
 * Examples in US dollars, for locally redundant storage: put in those of your region and agreement.
 * https://azure.microsoft.com/pricing/details/storage/tables/ and …/queues/
 */
const PRICE = {
  tableRequests: 0.00036 / 10_000,
  queueRequests: 0.004 / 10_000,
  gigabyteMonth: 0.045,
} as const;

const GIGABYTE = 1024 ** 3;

export const costOfMonth: Measurement = {
  name: 'month',
  title: `A month of ${CALLS_A_DAY} calls a day`,
  async run(workbench): Promise<ReadonlyArray<Finding>> {
    const pipeline = await startPipeline(await workbench.freshAccount());
    try {
      const tables = createMemoryTables();
      let requests = 0;
      const counted = tables.seenThrough(({ phase }) => {
        if (phase === 'before') requests += 1;
      });
      const application = createApplication(pipeline.config, { tables: counted });
      const { tenantId } = pipeline.tenant;
      for (let number = 0; number < SAMPLE; number += 1) {
        const callId = pipeline.recordOf({});
        await ingestNotified(application, tenantId, callId);
        // Graph adds telemetry to most records once: a second version, and its notification.
        pipeline.tenant.publishVersion(callId);
        await ingestNotified(application, tenantId, callId);
      }
      let bytes = 0;
      for (const name of tables.names) for (const row of tables.rows(name)) bytes += rowBytes(row);
      return findings({ requests: requests / SAMPLE, bytes: bytes / SAMPLE, messages: 2 });
    } finally {
      await pipeline.close();
    }
  },
};

function findings(aCall: {
  readonly requests: number;
  readonly bytes: number;
  readonly messages: number;
}): ReadonlyArray<Finding> {
  const calls = CALLS_A_DAY * DAYS;
  const tableRequests = Math.round(aCall.requests * calls);
  const queueRequests = aCall.messages * QUEUE_REQUESTS_A_MESSAGE * calls;
  const bytes = Math.round(aCall.bytes * calls);
  const count = (what: string, unit: 'requests' | 'bytes' | 'dollars', amount: number): Finding => ({
    kind: 'count',
    what,
    unit,
    count: amount,
  });
  return [
    count('requests to tables, each call', 'requests', Math.round(aCall.requests)),
    count('bytes stored, each call', 'bytes', Math.round(aCall.bytes)),
    count('requests to tables, the month', 'requests', tableRequests),
    count('requests to the queue, the month', 'requests', queueRequests),
    count('bytes stored in the month', 'bytes', bytes),
    count(
      'price of the month’s requests',
      'dollars',
      tableRequests * PRICE.tableRequests + queueRequests * PRICE.queueRequests,
    ),
    count(
      'price of keeping a month’s calls for another month',
      'dollars',
      (bytes / GIGABYTE) * PRICE.gigabyteMonth,
    ),
  ];
}
