/** From settings to the tenant's tables, and the queue beside them. */

import { openStorage } from '../../app.ts';
import { InvalidSettings, readTableAccess } from '../../config.ts';
import type { CallRecordQueue } from '../../ports/queue.ts';
import type { Store } from '../../rows/store.ts';
import { isKeyVaultReference } from '../../setting-formats.ts';
import { Settings } from '../../settings.ts';
import { AskedWrongly } from '../exit.ts';
import { accountName } from './account.ts';
import type { Environment, FoundSettings } from './find-settings.ts';

export interface OpenStore {
  readonly store: Store;
  readonly queue: CallRecordQueue;
  /** The name of the storage account. */
  readonly account: string;
}

/** Whether a setting, or a family of settings, is about the tables. */
export function isAboutTables(name: string): boolean {
  return name.startsWith('CallRecordStorage') || name === 'GRAPH_TENANT_ID';
}

/** Whether the app itself or its host reads a setting of this name. */
export function isOfTheApp(name: string): boolean {
  return Object.hasOwn(Settings.shape, name) || name.startsWith('AzureWebJobsStorage');
}

/** Opens the tables. Throws AskedWrongly for settings that are missing or wrong. */
export function openStoreOf({ environment, from }: FoundSettings): OpenStore {
  const settings = asTheUser(environment);
  const reference = Object.keys(settings).find(
    (name) => isAboutTables(name) && isKeyVaultReference(settings[name]),
  );
  if (reference !== undefined) {
    throw new AskedWrongly(
      `${reference} from ${from} is a Key Vault reference, which only Azure resolves. Give --account and --tenant instead`,
    );
  }
  try {
    const access = readTableAccess(settings);
    return { ...openStorage(access), account: accountName(access.storage) };
  } catch (error) {
    if (!(error instanceof InvalidSettings)) throw error;
    throw new AskedWrongly(
      `Invalid settings from ${from}: ${error.problems.join('; ')}. docs/settings.md describes each`,
    );
  }
}

/** Outside Azure there is no managed identity: the user who is signed in asks. */
function asTheUser(environment: Environment): Environment {
  if ((environment.IDENTITY_ENDPOINT ?? process.env.IDENTITY_ENDPOINT ?? '') !== '') return environment;
  return { ...environment, CallRecordStorage__credential: undefined, CallRecordStorage__clientId: undefined };
}
