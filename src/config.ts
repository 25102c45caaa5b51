/** The settings as they are read: all of them checked at once, and in the program's own words. */

import * as z from 'zod/mini';
import { parseTenantId, type TenantId } from './language/identifiers.ts';
import {
  graphOrigins,
  isKeyVaultReference,
  isLoopbackHttp,
  isReachableFromInternet,
} from './setting-formats.ts';
import { Settings } from './settings.ts';

/** Where the queue and the tables are. */
export type StorageSettings =
  | { readonly connectionString: string }
  | {
      readonly queueServiceUri: string;
      readonly tableServiceUri: string;
      readonly managedIdentity: { readonly clientId: string | undefined } | undefined;
    };

/** When the timers run: NCRONTAB, six fields. */
export interface Schedules {
  readonly maintain: string;
  readonly reconcile: string;
  readonly summarize: string;
  readonly retain: string;
  readonly forget: string;
}

/** The settings once checked, in the program's own words. */
export interface Config {
  readonly tenantId: TenantId;
  readonly storage: StorageSettings;
  readonly graph: {
    readonly baseUrl: string;
    /** Loopback: the simulated Graph. */
    readonly isSimulated: boolean;
    /** Undefined on a developer's machine. */
    readonly managedIdentity: { readonly clientId: string | undefined } | undefined;
  };
  readonly notificationUrl: string;
  readonly lifecycleNotificationUrl: string;
  readonly clientState: string;
  readonly previousClientState: string | undefined;
  readonly latencyWindowMinutes: number;
  readonly schedules: Schedules;
  /** How many days before the first start are listed; 0 to 30. */
  readonly backfillDays: number;
  /** How many days calls are kept; undefined: for ever. */
  readonly keepDays: number | undefined;
  /** Whether the Functions host has an account, without which it runs no timer. Its form is the host's to check. */
  readonly hasHostStorage: boolean;
  /** What tells this `npm start` from others. */
  readonly startNonce: string | undefined;
}

/** Settings that are missing or wrong; the message names each of them and never a value. */
export class InvalidSettings extends Error {
  override readonly name = 'InvalidSettings';
  /** What is wrong, a line each. */
  readonly problems: ReadonlyArray<string>;

  constructor(problems: ReadonlyArray<string>) {
    super(`Invalid settings:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
    this.problems = problems;
  }
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Checks all settings at once. Throws InvalidSettings. */
export function readConfig(environment: Environment): Config {
  const { settings, storage } = check(Settings, environment);
  return toConfig(settings, storage, hasHostStorage(environment));
}

/** What reading and writing the tables needs: commands do without the app's secrets. */
export type TableAccess = Pick<Config, 'tenantId' | 'storage'>;

const TableSettings = z.pick(Settings, {
  CallRecordStorage: true,
  CallRecordStorage__queueServiceUri: true,
  CallRecordStorage__tableServiceUri: true,
  CallRecordStorage__credential: true,
  CallRecordStorage__clientId: true,
  GRAPH_TENANT_ID: true,
});

/** Checks the settings that lead to the tables, at once. Throws InvalidSettings. */
export function readTableAccess(environment: Environment): TableAccess {
  const { settings, storage } = check(TableSettings, environment);
  return { tenantId: tenantIdIn(settings), storage };
}

const NOT_RESOLVED =
  'is a Key Vault reference, which only Azure resolves: check that the secret exists and that the app’s identity has the role Key Vault Secrets User';

function check<Shape extends z.core.$ZodShape>(
  schema: z.ZodMiniObject<Shape>,
  environment: Environment,
): { readonly settings: z.output<z.ZodMiniObject<Shape>>; readonly storage: StorageSettings } {
  const names = Object.keys(schema.shape);
  // Azure and local.settings.json cannot unset a setting, only empty it.
  const given = Object.fromEntries(names.map((name) => [name, environment[name]?.trim() || undefined]));
  const parsed = schema.safeParse(given);
  // Azure leaves a reference that it cannot resolve as it is. Its text must not become a secret or an address.
  const references = names.filter((name) => isKeyVaultReference(given[name]));
  const wrong = references.map((name) => `${name} ${NOT_RESOLVED}`);
  for (const { path, message } of parsed.error?.issues ?? []) {
    const name = path.join('.');
    if (references.includes(name)) continue;
    wrong.push(`${name} ${given[name] === undefined ? 'is missing' : message}`);
  }
  const storage = readStorage(given);
  if (typeof storage === 'string') wrong.push(storage);
  wrong.push(...contradictions(given));
  if (!parsed.success || typeof storage === 'string' || wrong.length > 0) {
    throw new InvalidSettings(wrong);
  }
  return { settings: parsed.data, storage };
}

/** Timers keep their leases in blobs: by connection string, or by identity with the account's name or address. */
function hasHostStorage(environment: Environment): boolean {
  return Object.entries(environment).some(
    ([name, value]) =>
      /^AzureWebJobsStorage(__accountName|__blobServiceUri)?$/i.test(name) && (value?.trim() ?? '') !== '',
  );
}

function toConfig(settings: Settings, storage: StorageSettings, hasHostStorage: boolean): Config {
  const baseUrl = settings.GRAPH_BASE_URL ?? graphOrigins[settings.GRAPH_CLOUD];
  // As Graph will give it back: without default port, in lower case.
  const webhook = new URL(settings.WEBHOOK_BASE_URL).origin;
  return {
    tenantId: tenantIdIn(settings),
    storage,
    graph: {
      baseUrl,
      isSimulated: isLoopbackHttp(baseUrl),
      managedIdentity:
        settings.IDENTITY_ENDPOINT === undefined ? undefined : { clientId: settings.AZURE_CLIENT_ID },
    },
    notificationUrl: `${webhook}/api/notifications`,
    lifecycleNotificationUrl: `${webhook}/api/lifecycle`,
    clientState: settings.GRAPH_CLIENT_STATE,
    previousClientState: settings.GRAPH_CLIENT_STATE_PREVIOUS,
    latencyWindowMinutes: settings.LATENCY_WINDOW_MINUTES,
    schedules: {
      maintain: settings.MAINTAIN_SCHEDULE,
      reconcile: settings.RECONCILE_SCHEDULE,
      summarize: settings.SUMMARIZE_SCHEDULE,
      retain: settings.RETAIN_SCHEDULE,
      forget: settings.FORGET_SCHEDULE,
    },
    backfillDays: settings.BACKFILL_DAYS,
    keepDays: settings.KEEP_DAYS,
    hasHostStorage,
    startNonce: settings.START_NONCE,
  };
}

function tenantIdIn({ GRAPH_TENANT_ID }: Pick<Settings, 'GRAPH_TENANT_ID'>): TenantId {
  const tenantId = parseTenantId(GRAPH_TENANT_ID);
  if (tenantId === undefined) throw new InvalidSettings(['GRAPH_TENANT_ID must be a tenant id (GUID)']);
  return tenantId;
}

/** Settings that are right by themselves and wrong together. */
function contradictions(settings: Readonly<Record<string, string | undefined>>): ReadonlyArray<string> {
  const { GRAPH_BASE_URL, GRAPH_CLOUD, WEBHOOK_BASE_URL, GRAPH_CLIENT_STATE, GRAPH_CLIENT_STATE_PREVIOUS } =
    settings;
  const isLocalGraph = GRAPH_BASE_URL !== undefined && isLoopbackHttp(GRAPH_BASE_URL);
  const isPrivateWebhook =
    WEBHOOK_BASE_URL !== undefined &&
    URL.canParse(WEBHOOK_BASE_URL) &&
    !isReachableFromInternet(WEBHOOK_BASE_URL);
  const found: Array<string> = [];
  if (isPrivateWebhook && !isLocalGraph) {
    found.push(
      'WEBHOOK_BASE_URL is an address of this machine or of a private network, where Microsoft Graph cannot reach it: give a public https address',
    );
  }
  const cloud = Object.entries(graphOrigins).find(([name]) => name === GRAPH_CLOUD)?.[1];
  if (
    cloud !== undefined &&
    GRAPH_BASE_URL !== undefined &&
    !isLocalGraph &&
    !isOfOrigin(GRAPH_BASE_URL, cloud)
  ) {
    found.push(`GRAPH_BASE_URL is not in the cloud that GRAPH_CLOUD names (${cloud}): leave one of them out`);
  }
  if (GRAPH_CLIENT_STATE !== undefined && GRAPH_CLIENT_STATE === GRAPH_CLIENT_STATE_PREVIOUS) {
    found.push(
      'GRAPH_CLIENT_STATE_PREVIOUS is the same as GRAPH_CLIENT_STATE: leave it out, or give the secret before',
    );
  }
  return found;
}

function isOfOrigin(url: string, origin: string): boolean {
  return URL.canParse(url) && new URL(url).origin === origin;
}

/** The storage connection, or what is wrong with it. */
function readStorage(settings: Readonly<Record<string, string | undefined>>): StorageSettings | string {
  const {
    CallRecordStorage: connectionString,
    CallRecordStorage__queueServiceUri: queueServiceUri,
    CallRecordStorage__tableServiceUri: tableServiceUri,
    CallRecordStorage__credential: credential,
    CallRecordStorage__clientId: clientId,
  } = settings;
  if (connectionString !== undefined) {
    if (queueServiceUri === undefined && tableServiceUri === undefined) return { connectionString };
    return 'CallRecordStorage and CallRecordStorage__…ServiceUri exclude each other: a connection string or an identity';
  }
  if (queueServiceUri === undefined || tableServiceUri === undefined) {
    return 'CallRecordStorage is missing: a connection string, or CallRecordStorage__queueServiceUri and CallRecordStorage__tableServiceUri';
  }
  const managedIdentity = credential === undefined ? undefined : { clientId };
  return { queueServiceUri, tableServiceUri, managedIdentity };
}
