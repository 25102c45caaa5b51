/** How much memory storing takes, in a process that does nothing else, and how much of it stays. */

import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import * as z from 'zod';
import type { CallSpec } from '../graph/call.ts';
import { countTable } from './findings.ts';
import { recordOf, startPipeline } from './pipeline.ts';
import type { Measurement, Workbench } from './workbench.ts';

/** Enough for less than a tenth of the limit to show above what a collection of garbage leaves lying around. */
const RECORDS = 400;
/** After these all code is compiled as well as it gets. */
const BEFOREHAND = 200;

/** At 37.5 records a second, the most that Graph allows, an instance would keep 18 KB more with each second. */
const MOST_BYTES_KEPT = 500;

export const keptMemory: Measurement = {
  name: 'memory',
  title: 'Memory kept for each record stored',
  async run(workbench) {
    const calls = Array.from({ length: BEFOREHAND + RECORDS }, () => ({ kind: 'peer-to-peer' }) as const);
    const { keptBytes } = await memoryOfStoring(workbench, BEFOREHAND, calls);
    const bytes = Math.round(keptBytes / RECORDS);
    return [countTable([[`${RECORDS} records, each`, 'bytes', bytes, MOST_BYTES_KEPT]])];
  },
};

/**
 * Node chooses its young generation by the memory it finds, below 16 MiB a semi-space where that is 2 GiB, as in a
 * usual instance of Flex Consumption. On a larger machine garbage would lie around for longer than it could there.
 * https://nodejs.org/api/cli.html#--max-semi-space-sizesize-in-mib
 */
const YOUNG_GENERATION = '--max-semi-space-size=16';

/** Else code that ran only at the start would be thrown away some collections later: megabytes, in the midst of counting. */
const KEEP_CODE = '--no-flush-bytecode';

const Report = z.object({ overIdleBytes: z.number(), keptBytes: z.number() });

/**
 * Stores the calls in a process of its own, since this one holds the simulated Graph. Counts from when the first
 * `beforehand` of them are stored: the peak of the resident set over what it was then, and the growth of the heap.
 */
export async function memoryOfStoring(
  workbench: Workbench,
  beforehand: number,
  calls: ReadonlyArray<CallSpec>,
): Promise<z.output<typeof Report>> {
  const connectionString = await workbench.freshAccount();
  const { config, tenant, addresses, close } = await startPipeline(connectionString);
  try {
    const program = fileURLToPath(new URL('./watched-process.ts', import.meta.url));
    const callIds = calls.map((call) => recordOf(tenant, call));
    const args = [YOUNG_GENERATION, KEEP_CODE, '--expose-gc', program, `${beforehand}`, ...callIds];
    const { stdout } = await promisify(execFile)(process.execPath, args, {
      env: {
        CallRecordStorage: connectionString,
        GRAPH_TENANT_ID: tenant.tenantId,
        GRAPH_BASE_URL: addresses.graph,
        GRAPH_CLIENT_STATE: config.clientState,
        WEBHOOK_BASE_URL: new URL(config.notificationUrl).origin,
      },
    });
    return Report.parse(JSON.parse(stdout));
  } finally {
    await close();
  }
}
