/** What a large meeting takes: memory that a page bounds, and hardly more time than its rows. */

import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import * as z from 'zod';
import { besideBareLoop } from '../beside-bare-loop.ts';
import { comparisonTable, countTable } from '../findings.ts';
import { recordOf, startPipeline } from '../pipeline.ts';
import type { Measurement, Workbench } from '../workbench.ts';

/** The largest meeting there is work for: a hundred pages of sessions, some 38,000 rows. */
const SESSIONS = 6_000;

/** Some pages, their rows and what is under way: not the meeting, which is many times as large. */
const MOST_BYTES_OVER_IDLE = 256_000_000;

/** Ten pages, as good as a hundred where each is stored by itself: a turn takes seconds instead of a minute. */
const TIMED_SESSIONS = 600;
const MOST_ROUNDS = 5;

export const storeLargeMeeting: Measurement = {
  name: 'large-meeting',
  title: 'Storing a large meeting',
  async run(workbench) {
    const memory = await memoryOverIdle(workbench);
    const load = { call: meetingOf(TIMED_SESSIONS), records: 1, atOnce: 1 };
    const comparison = await besideBareLoop(workbench, load, {
      rounds: Math.min(workbench.rounds, MOST_ROUNDS),
      amount: TIMED_SESSIONS,
      what: `${TIMED_SESSIONS} sessions`,
      aim: 'at least 0.80',
    });
    return [
      comparisonTable('bare loop', [comparison]),
      countTable([[`${SESSIONS} sessions, peak memory over idle`, 'bytes', memory, MOST_BYTES_OVER_IDLE]]),
    ];
  },
};

function meetingOf(sessions: number) {
  return { kind: 'large-meeting', sessions, participants: sessions } as const;
}

/**
 * Node chooses its young generation by the memory it finds, below 16 MiB a semi-space where that is 2 GiB, as in a
 * usual instance of Flex Consumption. On a larger machine garbage would lie around for longer than it could there.
 * https://nodejs.org/api/cli.html#--max-semi-space-sizesize-in-mib
 */
const NODE_OPTIONS = ['--max-semi-space-size=16', '--expose-gc'];

const Report = z.object({ outcome: z.literal('stored'), idleBytes: z.number(), peakBytes: z.number() });

/**
 * Peak of the resident set while the meeting is stored, less that of the idle process, in bytes. In a process of its
 * own, since this one holds the simulated Graph.
 */
async function memoryOverIdle(workbench: Workbench): Promise<number> {
  const connectionString = await workbench.freshAccount();
  const { config, tenant, addresses, close } = await startPipeline(connectionString);
  try {
    const program = fileURLToPath(new URL('./store-meeting.ts', import.meta.url));
    const callIds = [recordOf(tenant, { kind: 'peer-to-peer' }), recordOf(tenant, meetingOf(SESSIONS))];
    const { stdout } = await promisify(execFile)(process.execPath, [...NODE_OPTIONS, program, ...callIds], {
      env: {
        CallRecordStorage: connectionString,
        GRAPH_TENANT_ID: tenant.tenantId,
        GRAPH_BASE_URL: addresses.graph,
        GRAPH_CLIENT_STATE: config.clientState,
        WEBHOOK_BASE_URL: new URL(config.notificationUrl).origin,
      },
    });
    const { peakBytes, idleBytes } = Report.parse(JSON.parse(stdout));
    return peakBytes - idleBytes;
  } finally {
    await close();
  }
}
