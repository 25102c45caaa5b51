/** The environment of the functions: ours alone, whatever the visitor has set for other work. */

import { randomBytes } from 'node:crypto';
import { Settings } from '../../src/config.ts';

/**
 * How many times faster Graph's own waits pass here. The latency window is shortened by as much, and with it the
 * waits after a 404: minutes become about a second.
 */
export const SPEED = 150;

/** Of the documentation: https://learn.microsoft.com/graph/callrecords-api-faq */
const LATENCY_WINDOW_MINUTES = 150;

export interface HostAddresses {
  readonly storage: string;
  readonly tenantId: string;
  /** The origin of the simulated Graph. */
  readonly graphUrl: string;
  readonly port: number;
}

/** Environment variables for a child process that runs the local host. */
export function hostEnvironment(
  { storage, tenantId, graphUrl, port }: HostAddresses,
  inherited: NodeJS.ProcessEnv,
): NodeJS.ProcessEnv {
  return {
    ...inherited,
    ...emptySettings(),
    AzureWebJobsStorage: storage,
    CallRecordStorage: storage,
    GRAPH_TENANT_ID: tenantId,
    GRAPH_BASE_URL: `${graphUrl}/v1.0`,
    WEBHOOK_BASE_URL: `http://127.0.0.1:${port}`,
    GRAPH_CLIENT_STATE: randomBytes(32).toString('hex'),
    LATENCY_WINDOW_MINUTES: `${LATENCY_WINDOW_MINUTES / SPEED}`,
    MAINTAIN_SCHEDULE: '*/2 * * * * *',
    RECONCILE_SCHEDULE: '*/5 * * * * *',
    // Nothing happened in this tenant before: one request for each hour would be time for nothing.
    BACKFILL_DAYS: '1',
    PORT: `${port}`,
  };
}

/**
 * Every setting of the program, empty, which counts as not set: the host prefers the environment to the visitor's
 * local.settings.json, so nothing of it, nor of his shell, gets through.
 */
function emptySettings(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.keys(Settings.shape).map((name) => [name, '']));
}
