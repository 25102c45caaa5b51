/** What instances make of Graph's limit when calls wait: in virtual time, with the least that may be between them. */

import { createMemoryQueue } from '../../src/adapters/memory/queue.ts';
import { createMemoryTables } from '../../src/adapters/memory/tables.ts';
import { systemClock, systemRandom } from '../../src/adapters/system.ts';
import { createApplication } from '../../src/app.ts';
import { graphHttpClient } from '../graph/http-client.ts';
import { OUR_HOST_JSON } from '../host/our-host-json.ts';
import { Instance } from '../worlds/world/instance.ts';
import { VirtualTime } from '../worlds/world/virtual-time.ts';
import { type Count, countTable } from './findings.ts';
import { benchTenant, configOf, ingestNotified, recordOf } from './pipeline.ts';
import type { Measurement } from './workbench.ts';

/** Five of the windows of 20 s over which Graph counts, the first of which finds out. */
const SECONDS = 100;

/** How long an answer takes, over the network of one region. */
const GRAPH_MS = 150;
const TABLES_MS = 10;

/** Graph throttles harder who goes on asking. */
export const MOST_PERCENT_THROTTLED = 5;

export const graphLimit: Measurement = {
  name: 'graph-limit',
  title: 'At Graph’s limit',
  async run() {
    const counts: Array<Count> = [];
    for (const instances of [4, 40]) {
      const { records, answers, throttled } = await workedOff(instances);
      const percent = (100 * throttled) / answers;
      counts.push([`${instances} instances: records`, 'per second', records / SECONDS]);
      counts.push([`${instances} instances: answers 429`, 'percent', percent, MOST_PERCENT_THROTTLED]);
    }
    return [countTable(counts)];
  },
};

interface Work {
  readonly records: number;
  readonly answers: number;
  readonly throttled: number;
}

/** So many instances store records from a queue that never empties. */
export async function workedOff(instances: number, seconds = SECONDS): Promise<Work> {
  const time = new VirtualTime(new Date('2026-11-23T09:00:00Z'));
  const tenant = benchTenant({ clock: time, throttling: true });
  const config = configOf(tenant);
  const tables = createMemoryTables();
  const graph = graphHttpClient(tenant, systemClock);
  const work = { records: 0, answers: 0, throttled: 0 };
  const endsAt = time.milliseconds + seconds * 1_000;
  for (let number = 0; number < instances; number += 1) {
    const { clock } = new Instance(`${number}`, time, []);
    const application = createApplication(config, {
      clock,
      random: systemRandom,
      tables: tables.seenThrough(({ phase }) => (phase === 'before' ? time.sleep(TABLES_MS) : undefined)),
      queue: createMemoryQueue(clock),
      httpClient: {
        async sendRequest(request) {
          const answer = await graph.sendRequest(request);
          await time.sleep(GRAPH_MS);
          work.answers += 1;
          if (answer.status === 429) work.throttled += 1;
          return answer;
        },
      },
    });
    const workOff = async () => {
      while (time.milliseconds < endsAt) {
        const callId = recordOf(tenant, {
          kind: 'peer-to-peer',
          endedAt: new Date(time.milliseconds - 3_600_000),
        });
        const { kind } = await ingestNotified(application, tenant.tenantId, callId, time.now());
        if (kind === 'stored') work.records += 1;
      }
    };
    const { batchSize, newBatchThreshold } = OUR_HOST_JSON.queues;
    for (let slot = 0; slot < batchSize + newBatchThreshold; slot += 1) void workOff();
  }
  const nothingElse = { nextDueAt: () => undefined, deliverDue: () => undefined };
  await time.pass(nothingElse, () => time.milliseconds >= endsAt);
  return work;
}
