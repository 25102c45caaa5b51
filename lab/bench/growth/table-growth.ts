/** Whether storing a call costs more when the tables are full. Requests are counted on tables in memory. */

import { createMemoryTables } from '../../../src/adapters/memory/tables.ts';
import { createApplication } from '../../../src/app.ts';
import type { Finding, Measurement } from '../measurement.ts';
import { ingestNotified, startPipeline } from '../pipeline.ts';
import { fillTables } from './fill-tables.ts';

/** All of one day, which is the worst of it: they share the partitions that are by day. */
const CALLS = 50_000;

export const tableGrowth: Measurement = {
  name: 'table-growth',
  title: 'Cost against table size',
  async run(workbench) {
    const pipeline = await startPipeline(await workbench.freshAccount());
    try {
      const tables = createMemoryTables();
      let requests = 0;
      const counted = tables.seenThrough(({ table, phase }) => {
        // What is read and noted there now and then follows the clock, not the calls.
        if (phase === 'before' && table !== 'PipelineStatus') requests += 1;
      });
      const application = createApplication(pipeline.config, { tables: counted });
      const requestsOfDelivery = async (callId: string) => {
        requests = 0;
        await ingestNotified(application, pipeline.tenant.tenantId, callId);
        return requests;
      };
      const requestsOfCall = async (callId: string) => {
        const newRecord = await requestsOfDelivery(callId);
        const duplicate = await requestsOfDelivery(callId);
        pipeline.tenant.publishVersion(callId);
        return { newRecord, duplicate, nextVersion: await requestsOfDelivery(callId) };
      };

      const firstCall = pipeline.recordOf({ kind: 'peer-to-peer' });
      const first = await requestsOfCall(firstCall);
      await fillTables(tables, firstCall, CALLS);
      const last = await requestsOfCall(pipeline.recordOf({ kind: 'peer-to-peer' }));
      return [
        asMany('new record', last.newRecord, first.newRecord),
        asMany('duplicate notification', last.duplicate, first.duplicate),
        asMany('next version', last.nextVersion, first.nextVersion),
      ];
    } finally {
      await pipeline.close();
    }
  },
};

/** The first call's requests are the limit. */
function asMany(what: string, count: number, limit: number): Finding {
  return { kind: 'count', what: `${what} beside ${CALLS} calls`, unit: 'requests', count, limit };
}
