/** What storing a month of calls costs: requests and bytes are counted, the price follows from them. */

import { DOLLARS_A_TABLE_REQUEST } from '../../src/store/rebuild-cost.ts';
import { rowBytes } from '../../src/tables/row-limits.ts';
import { countTable } from './findings.ts';
import { createCountedPipeline, recordOf } from './pipeline.ts';
import type { Measurement } from './workbench.ts';

/**
 * Calls that are stored and counted; their kinds are drawn as the simulated tenant draws them. A few large meetings have most of
 * the bytes: two draws of 100 calls differed by half.
 */
const SAMPLE = 1_000;

const CALLS_A_DAY = 1_000;
const CALLS_A_MONTH = 30 * CALLS_A_DAY;

/** A notification's message is sent by the webhook, received and deleted by the Functions host. */
const QUEUE_REQUESTS_A_MESSAGE = 3;
/** Graph adds telemetry to most records once: a second version, and its notification. */
const MESSAGES_A_CALL = 2;

/**
 * Examples in US dollars, for locally redundant storage: put in those of your region and agreement.
 * https://azure.microsoft.com/pricing/details/storage/tables/ and …/queues/
 */
const PRICE = {
  tableRequest: DOLLARS_A_TABLE_REQUEST,
  queueRequest: 0.004 / 10_000,
  byteMonth: 0.045 / 1024 ** 3,
} as const;

export const costOfMonth: Measurement = {
  name: 'month',
  title: `A month of ${CALLS_A_DAY} calls a day`,
  async run() {
    const { tenant, tables, requestsOf } = createCountedPipeline();
    let sampled = 0;
    for (let number = 0; number < SAMPLE; number += 1) {
      const callId = recordOf(tenant, {});
      sampled += await requestsOf(callId);
      tenant.publishVersion(callId);
      sampled += await requestsOf(callId);
    }
    const stored = tables.names.flatMap((name) => tables.rows(name)).map(rowBytes);
    const requestsOfCall = sampled / SAMPLE;
    const bytesOfCall = stored.reduce((sum, bytes) => sum + bytes, 0) / SAMPLE;
    const requests = Math.round(requestsOfCall * CALLS_A_MONTH);
    const queueRequests = MESSAGES_A_CALL * QUEUE_REQUESTS_A_MESSAGE * CALLS_A_MONTH;
    const bytes = Math.round(bytesOfCall * CALLS_A_MONTH);
    const priceOfRequests = requests * PRICE.tableRequest + queueRequests * PRICE.queueRequest;
    return [
      countTable([
        ['requests to tables, each call', 'requests', Math.round(requestsOfCall)],
        ['bytes stored, each call', 'bytes', Math.round(bytesOfCall)],
        ['requests to tables, the month', 'requests', requests],
        ['requests to the queue, the month', 'requests', queueRequests],
        ['bytes stored in the month', 'bytes', bytes],
        ['price of the month’s requests', 'dollars', priceOfRequests],
        ['price of keeping a month’s calls for another month', 'dollars', bytes * PRICE.byteMonth],
      ]),
    ];
  },
};
