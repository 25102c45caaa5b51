/** A deployment in which everything is right, for the doctor to examine: functions, Azurite, the simulated Graph. */

import {
  AccountSASPermissions,
  AccountSASResourceTypes,
  AccountSASServices,
  generateAccountSASQueryParameters,
  StorageSharedKeyCredential,
} from '@azure/storage-queue';
import { expect } from 'vitest';
import type { GraphBehaviour } from '../../../lab/graph/behaviour.ts';
import { type GraphServer, startGraphServer } from '../../../lab/graph/graph-server.ts';
import { runChecks } from '../../../src/cli/doctor/check.ts';
import { checks } from '../../../src/cli/doctor/checks/index.ts';
import { createExamination, type DoctorWorld } from '../../../src/cli/doctor/examination.ts';
import type { CheckId, Finding, Findings } from '../../../src/cli/doctor/finding.ts';
import { resultAsJson } from '../../../src/cli/doctor/report.ts';
import type { StoredRow } from '../../../src/tables/cell.ts';
import { CLIENT_STATE, type PipelineWorld, pipelineWorld } from '../../functions/pipeline-world.ts';
import type { Certificate } from './certificate.ts';
import { startWebhookServer, type WebhookServer } from './webhook-server.ts';

type Settings = Readonly<Record<string, string | undefined>>;

export interface Deployment {
  readonly world: PipelineWorld;
  readonly webhook: WebhookServer;
  readonly settings: Settings;
  /** What the doctor finds, with other settings or in another world than the right ones. */
  examine(settings?: Settings, world?: DoctorWorld): Promise<Findings>;
  close(): Promise<void>;
}

export interface DeploymentOptions {
  /** Serves the webhook by https, with this certificate. */
  readonly certificate?: Certificate;
  /** Whether the timers have run and a call has been stored. */
  readonly hasRun?: boolean;
  readonly behaviour?: Partial<GraphBehaviour>;
}

/** A call of this morning is stored, and yesterday is covered. */
export async function deployment({
  certificate,
  hasRun = true,
  behaviour = {},
}: DeploymentOptions = {}): Promise<Deployment> {
  const webhook = await startWebhookServer(certificate);
  const world = await pipelineWorld({
    subscribed: hasRun,
    // Its clock stands: examination after examination would fall into one window of Graph's limits.
    behaviour: { throttling: false, duplicateSubscriptions: 'accept', ...behaviour },
    settings: {
      WEBHOOK_BASE_URL: webhook.origin,
      // Two days are enough to see one that is settled.
      BACKFILL_DAYS: '2',
    },
  });
  webhook.answer = async (request) =>
    await world.host.http(request.url.replace(webhook.origin, ''), {
      method: request.method,
      ...(request.method === 'POST' ? { body: '' } : {}),
    });
  const graph = await startGraphServer({ tenant: world.tenant, clock: world.clock });
  if (hasRun) await run(world);
  const settings: Settings = {
    AzureWebJobsStorage: world.account,
    CallRecordStorage: world.account,
    GRAPH_TENANT_ID: world.tenant.tenantId,
    GRAPH_BASE_URL: graph.url,
    WEBHOOK_BASE_URL: webhook.origin,
    GRAPH_CLIENT_STATE: CLIENT_STATE,
  };
  return {
    world,
    webhook,
    settings,
    examine: async (changes = {}, changed = {}) =>
      await examined({ ...settings, ...changes }, { clock: world.clock, ...changed }),
    close: async () => await closeAll(graph, webhook),
  };
}

/** What the first deployment of this process listed of its two days: all begin at the same instant. */
let coverage: ReadonlyArray<StoredRow> | undefined;

async function run(world: PipelineWorld): Promise<void> {
  // To list 48 hours takes most of the time of a test, and is the same for all.
  if (coverage !== undefined) {
    const inserts = coverage.map((row) => ({ kind: 'insert', row }) as const);
    await world.tables.table('Coverage').batch(inserts);
  }
  world.tenant.startCall({ kind: 'peer-to-peer', readableAfterSeconds: 0, notifiedAfterSeconds: 0 });
  await world.settle();
  await world.host.runTimer('reconcile');
  await world.host.runTimer('maintain');
  coverage ??= await world.tenantRows('Coverage');
}

async function closeAll(graph: GraphServer, webhook: WebhookServer): Promise<void> {
  await graph.close();
  await webhook.close();
}

async function examined(settings: Settings, world: DoctorWorld): Promise<Findings> {
  const findings = new Map<CheckId, Finding>();
  let printed = '';
  for await (const result of runChecks(checks, createExamination(settings, world))) {
    findings.set(result.check.id, result.finding);
    printed += JSON.stringify(resultAsJson(result));
  }
  // Whatever is examined, however it ends.
  for (const secret of secretsIn(settings)) expect(printed).not.toContain(secret);
  return findings;
}

function secretsIn(settings: Settings): ReadonlyArray<string> {
  const inStorage = Object.values(settings).flatMap((value) => [
    ...(value ?? '').matchAll(/(?:AccountKey|sig)=([^;&]{5,})/g),
  ]);
  const clientStates = [settings.GRAPH_CLIENT_STATE, settings.GRAPH_CLIENT_STATE_PREVIOUS];
  const secrets = [...inStorage.map(([, secret]) => secret), ...clientStates];
  return secrets.filter((secret) => secret !== undefined && secret.length > 0).map(String);
}

/** The account by a shared access signature with some rights, such as `r`, in place of its key. */
export function withSignature(account: string, rights: string, expiresOn = inAnHour()): string {
  const part = (name: string) => new RegExp(`${name}=([^;]+)`).exec(account)?.[1] ?? '';
  const signature = generateAccountSASQueryParameters(
    {
      expiresOn,
      permissions: AccountSASPermissions.parse(rights),
      resourceTypes: AccountSASResourceTypes.parse('sco').toString(),
      services: AccountSASServices.parse('bqtf').toString(),
    },
    new StorageSharedKeyCredential(part('AccountName'), part('AccountKey')),
  );
  return ['BlobEndpoint', 'QueueEndpoint', 'TableEndpoint']
    .map((endpoint) => `${endpoint}=${part(endpoint)};`)
    .concat(`SharedAccessSignature=${signature}`)
    .join('');
}

function inAnHour(): Date {
  return new Date(Date.now() + 60 * 60_000);
}

/** The account with another address of one service, or of both. */
export function elsewhere(account: string, origin: string, services = ['Queue', 'Table']): string {
  return services.reduce(
    (text, service) =>
      text.replace(new RegExp(`${service}Endpoint=https?://[^/;]+`), `${service}Endpoint=${origin}`),
    account,
  );
}
