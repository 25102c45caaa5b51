/** The environment of the functions: ours alone, whatever the visitor has set for other work. */

import { randomBytes } from 'node:crypto';
import { Settings } from '../../src/settings.ts';

/**
 * How many times faster Graph's own waits pass here. The latency window is shortened by as much, and with it the
 * waits after a 404: minutes become about a second.
 */
export const SPEED = 150;

/** Of the documentation: https://learn.microsoft.com/graph/callrecords-api-faq */
const LATENCY_WINDOW_MINUTES = 150;
/** As long as the functions here wait for a record. */
export const SHORT_LATENCY_MINUTES = LATENCY_WINDOW_MINUTES / SPEED;

/** The app settings of functions that are reached at `functionsUrl`. */
export function hostSettings(
  { azurite, tenant, graphUrl }: HostSurroundings,
  functionsUrl: string,
): Readonly<Record<string, string>> {
  return {
    AzureWebJobsStorage: azurite.connectionString,
    CallRecordStorage: azurite.connectionString,
    GRAPH_TENANT_ID: tenant.tenantId,
    GRAPH_BASE_URL: `${graphUrl}/v1.0`,
    WEBHOOK_BASE_URL: functionsUrl,
    GRAPH_CLIENT_STATE: randomBytes(32).toString('hex'),
    LATENCY_WINDOW_MINUTES: `${SHORT_LATENCY_MINUTES}`,
    MAINTAIN_SCHEDULE: '*/2 * * * * *',
    RECONCILE_SCHEDULE: '*/5 * * * * *',
    SUMMARIZE_SCHEDULE: '*/5 * * * * *',
    FORGET_SCHEDULE: '*/15 * * * * *',
    // Nothing happened in this tenant before: one request for each hour would be time for nothing.
    BACKFILL_DAYS: '1',
  };
}

export interface HostSurroundings {
  readonly azurite: { readonly connectionString: string };
  readonly tenant: { readonly tenantId: string };
  /** The origin of the simulated Graph. */
  readonly graphUrl: string;
}

/** Environment variables for a child process that runs the local host with these settings and no others. */
export function hostEnvironment(
  settings: Readonly<Record<string, string>>,
  port: number,
  inherited: NodeJS.ProcessEnv,
): NodeJS.ProcessEnv {
  // Empty counts as not set. The host prefers the environment to the visitor's local.settings.json, so nothing of it,
  // nor of the visitor's shell, gets through.
  const empty = Object.fromEntries(Object.keys(Settings.shape).map((name) => [name, '']));
  return { ...inherited, ...empty, ...settings, PORT: `${port}` };
}
