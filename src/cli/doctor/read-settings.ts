/** The settings as far as they can be read: a mistake in one of them must not hide what the others lead to. */

import { type Config, InvalidSettings, readConfig, readTableAccess, type TableAccess } from '../../config.ts';
import { isKeyVaultReference } from '../../setting-formats.ts';

export type Settings = Readonly<Record<string, string | undefined>>;

export interface ReadSettings {
  readonly given: Settings;
  /** Undefined when any setting is wrong. */
  readonly config: Config | undefined;
  /** What leads to the tables; undefined when one of those settings is wrong. */
  readonly access: TableAccess | undefined;
  /** What is wrong, a line each, never with a value. */
  readonly problems: ReadonlyArray<string>;
  /** The secrets that are Key Vault references, which Azure alone resolves. */
  readonly references: ReadonlyArray<string>;
  /** Whether the doctor runs where the app’s managed identity is. */
  readonly isInAzure: boolean;
  /** Whether the doctor asks storage by the sign-in of this machine, instead of the app’s managed identity. */
  readonly standsIn: boolean;
}

const SECRETS = ['GRAPH_CLIENT_STATE', 'GRAPH_CLIENT_STATE_PREVIOUS'] as const;
/** The doctor asks Graph, tables and webhook without them. */
const NOT_NEEDED = [...SECRETS, 'AzureWebJobsStorage'] as const;

export function readSettings(given: Settings): ReadSettings {
  const isInAzure = (given.IDENTITY_ENDPOINT ?? '') !== '';
  const references = SECRETS.filter((name) => isKeyVaultReference(given[name]));
  const readable = isInAzure ? given : onOtherMachines(given);
  const config = tried(() => readConfig(readable));
  const access = tried(() => readTableAccess(readable));
  const problems = config.problems.length > 0 ? config.problems : access.problems;
  return {
    given,
    config: config.value,
    access: access.value,
    problems,
    references,
    isInAzure,
    standsIn: !isInAzure && (given.CallRecordStorage__credential?.trim() ?? '') !== '',
  };
}

/**
 * The app's settings as they can be used outside Azure. References are not resolved there: something stands for the
 * secret that is neither sent, compared nor opened. The managed identity does not exist there: the sign-in of the machine asks.
 */
function onOtherMachines(given: Settings): Settings {
  const references = NOT_NEEDED.filter((name) => isKeyVaultReference(given[name]));
  const standIns = references.map((name) => [name, `stands for the secret of ${name}`]);
  return { ...given, ...Object.fromEntries(standIns), CallRecordStorage__credential: undefined };
}

function tried<Value>(read: () => Value): {
  readonly value: Value | undefined;
  readonly problems: ReadonlyArray<string>;
} {
  try {
    return { value: read(), problems: [] };
  } catch (error) {
    if (!(error instanceof InvalidSettings)) throw error;
    return { value: undefined, problems: error.problems };
  }
}
