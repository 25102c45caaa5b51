/** How much memory a meeting takes while it is stored, in a process that does nothing else. */

import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import * as z from 'zod';
import type { CallSpec } from '../../graph/call.ts';
import { type Pipeline, startPipeline } from '../pipeline.ts';
import type { Workbench } from '../workbench.ts';

/**
 * Node chooses its young generation by the memory it finds, below 16 MiB a semi-space where that is 2 GiB, as in a
 * usual instance of Flex Consumption. On a larger machine garbage would lie around for longer than it could there.
 * https://nodejs.org/api/cli.html#--max-semi-space-sizesize-in-mib
 */
const NODE_OPTIONS = ['--max-semi-space-size=16', '--expose-gc'];

/** Peak of the resident set while the meeting is stored, less that of the idle process, in bytes. */
export async function memoryOverIdle(workbench: Workbench, meeting: CallSpec): Promise<number> {
  const account = await workbench.freshAccount();
  const pipeline = await startPipeline(account);
  try {
    const { peakBytes, idleBytes } = await storeInFreshProcess(pipeline, account, meeting);
    return peakBytes - idleBytes;
  } finally {
    await pipeline.close();
  }
}

const Report = z.object({ outcome: z.literal('stored'), idleBytes: z.number(), peakBytes: z.number() });

/** A process of its own, since this one holds the simulated Graph. */
async function storeInFreshProcess(
  { config, tenant, addresses, recordOf }: Pipeline,
  connectionString: string,
  meeting: CallSpec,
): Promise<z.output<typeof Report>> {
  const program = fileURLToPath(new URL('./store-meeting.ts', import.meta.url));
  const callIds = [recordOf({ kind: 'peer-to-peer' }), recordOf(meeting)];
  const { stdout } = await promisify(execFile)(process.execPath, [...NODE_OPTIONS, program, ...callIds], {
    env: {
      CallRecordStorage: connectionString,
      GRAPH_TENANT_ID: tenant.tenantId,
      GRAPH_BASE_URL: addresses.graph,
      GRAPH_CLIENT_STATE: config.clientState,
      WEBHOOK_BASE_URL: new URL(config.notificationUrl).origin,
    },
  });
  return Report.parse(JSON.parse(stdout));
}
