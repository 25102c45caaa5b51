/** Where a command takes its settings from: the first place that says anything about the account or the tenant. */

import { isUrl } from '../../setting-formats.ts';
import { AskedWrongly } from '../exit.ts';
import { tenantId } from '../formats.ts';
import { readLocalSettings } from '../local-settings.ts';
import type { Format } from '../syntax.ts';
import { type AppPlace, azureName, findApp, readAppSettings } from './azure-cli.ts';
import { findRunningStart } from './running-start.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

export interface FoundSettings {
  /** The app's settings, as far as the place knows them. */
  readonly environment: Environment;
  /** The place, in words. */
  readonly from: string;
  /** Where a pipeline that runs on this machine reports its status. */
  readonly statusUrl?: string;
}

/** What surrounds a command. */
export interface Surroundings {
  readonly environment: Environment;
  readonly directory: string;
  /** Writes to standard error. */
  say(text: string): void;
}

/** The name stands for the table endpoint in the global cloud. */
const tableEndpoint: Format<string> = {
  expected: 'the name of a storage account, or its table endpoint (https://…)',
  read(text) {
    if (/^[a-z0-9]{3,24}$/.test(text)) return `https://${text}.table.core.windows.net`;
    return isUrl(text, ['https:']) ? text : undefined;
  },
};

/** The heading of these options in the help. */
export const PLACE_GROUP = 'Which deployment:';
const named = (takes: string, description: string) => ({
  takes,
  description,
  format: azureName,
  group: PLACE_GROUP,
});

export const appOptions = {
  app: named('name', 'a function app in Azure, looked up with az'),
  group: named('name', 'the resource group of the app, if several have one of that name'),
  subscription: named('name', 'the Azure subscription of the app, if it is not the current one of az'),
} as const;

/** For commands that need nothing but the tables. */
export const tablesOptions = {
  account: {
    takes: 'name',
    description: 'a storage account, or its table endpoint',
    format: tableEndpoint,
    group: PLACE_GROUP,
  },
  tenant: {
    takes: 'id',
    description: 'the tenant whose calls it holds',
    format: tenantId,
    group: PLACE_GROUP,
  },
  ...appOptions,
} as const;

/** Which deployment the options name, if they name one. */
export interface NamedPlace {
  readonly account?: string | undefined;
  readonly tenant?: string | undefined;
  readonly app: string | undefined;
  readonly group: string | undefined;
  readonly subscription: string | undefined;
}

/** What is wrong with such options together. */
export function placeMistakes({
  account,
  tenant,
  app,
  group,
  subscription,
}: NamedPlace): ReadonlyArray<string> {
  const mistakes: Array<string> = [];
  if ((account === undefined) !== (tenant === undefined)) mistakes.push('--account and --tenant go together');
  if (account !== undefined && app !== undefined) mistakes.push('--account and --app exclude each other');
  if (app === undefined && (group ?? subscription) !== undefined) {
    mistakes.push(`--${group === undefined ? 'subscription' : 'group'} goes with --app`);
  }
  return mistakes;
}

/** How much of an app is read: its tags, which a reader may see, or those of its settings that a command needs. */
export type AppReading = 'tags' | { readonly settings: (name: string) => boolean };

/**
 * Finds the settings: those of the options, of the environment, of a running `npm start`, of local.settings.json.
 * Places are not mixed: the account of one and the tenant of another are not a deployment.
 * Rejects with AskedWrongly or Unreachable.
 */
export async function findSettings(
  place: NamedPlace,
  reading: AppReading,
  { environment, directory, say }: Surroundings,
): Promise<FoundSettings> {
  const { account, tenant, app, group, subscription } = place;
  if (account !== undefined && tenant !== undefined) {
    return { environment: tableSettings(account, tenant), from: '--account and --tenant' };
  }
  if (app !== undefined) return await settingsOfApp({ app, group, subscription, environment }, reading);
  if (namesPlace(environment)) return { environment, from: 'the environment' };
  const start = await findRunningStart(directory, say);
  if (start !== undefined) {
    return { environment: start.settings, from: 'the running npm start', statusUrl: start.statusUrl };
  }
  const local = await readLocalSettings(directory);
  if (local !== undefined && namesPlace(local)) return { environment: local, from: 'local.settings.json' };
  const found =
    local === undefined
      ? 'No settings found'
      : 'local.settings.json here says neither where the tables are (CallRecordStorage) nor whose they are (GRAPH_TENANT_ID)';
  throw new AskedWrongly(
    `${found}. Add --app NAME for a function app in Azure, add --account NAME and --tenant ID, or type npm start in another terminal of a clone`,
  );
}

/** Settings that say where the tables are, and whose. */
const PLACE_SETTINGS = [
  'CallRecordStorage',
  'CallRecordStorage__tableServiceUri',
  'CallRecordStorage__queueServiceUri',
  'GRAPH_TENANT_ID',
];

function namesPlace(environment: Environment): boolean {
  return PLACE_SETTINGS.some((name) => (environment[name] ?? '').trim() !== '');
}

/** Tags that the template puts on the function app. */
export const APP_TAGS = {
  tableEndpoint: 'callrecords-table-endpoint',
  tenantId: 'callrecords-tenant-id',
} as const;

/** Another one, which an app of before may lack. */
export const WITHOUT_PERSONS_TAG = 'callrecords-page-without-persons';

async function settingsOfApp(place: AppPlace, reading: AppReading): Promise<FoundSettings> {
  const { app } = place;
  const { group, tags } = await findApp(place);
  if (reading !== 'tags') {
    const environment = await readAppSettings(place, group, reading.settings);
    return { environment, from: `the settings of the function app ${app}` };
  }
  const { [APP_TAGS.tableEndpoint]: endpoint, [APP_TAGS.tenantId]: tenant } = tags;
  if (endpoint === undefined || tenant === undefined) {
    throw new AskedWrongly(
      `The function app ${app} lacks the tags ${Object.values(APP_TAGS).join(' and ')}. Type azd provision, or give --account and --tenant in place of --app`,
    );
  }
  const environment = {
    ...tableSettings(endpoint, tenant),
    PAGE_WITHOUT_PERSONS: tags[WITHOUT_PERSONS_TAG],
  };
  return { environment, from: `the tags of the function app ${app}` };
}

/** What leads to the tables of an account by the sign-in of the user. */
function tableSettings(endpoint: string, tenant: string): Environment {
  return {
    CallRecordStorage__tableServiceUri: endpoint,
    CallRecordStorage__queueServiceUri: endpoint.replace('.table.', '.queue.'),
    GRAPH_TENANT_ID: tenant,
  };
}
