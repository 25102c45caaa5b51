/** The settings as far as they can be read: what is wrong with some must not hide what the others lead to. */

import { type Config, InvalidSettings, readConfig, readTableAccess, type TableAccess } from '../../config.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

export interface ReadSettings {
  /** Undefined when any setting is wrong. */
  readonly config: Config | undefined;
  /** What leads to the tables; undefined when one of those settings is wrong. */
  readonly access: TableAccess | undefined;
  /** What is wrong, a line each, never with a value. */
  readonly problems: ReadonlyArray<string>;
  /** Secrets that are references to a Key Vault, which only Azure resolves. */
  readonly references: ReadonlyArray<string>;
  /** Whether the doctor runs where the app's managed identity is. */
  readonly isInAzure: boolean;
  /** Whether storage is asked as who is signed in here, in place of the app's managed identity. */
  readonly standsIn: boolean;
}

const SECRETS = ['GRAPH_CLIENT_STATE', 'GRAPH_CLIENT_STATE_PREVIOUS'] as const;

/** How Azure leaves a reference that it does not resolve. https://learn.microsoft.com/azure/app-service/app-service-key-vault-references */
const REFERENCE = /^@Microsoft\.KeyVault\(/i;

export function readSettings(environment: Environment): ReadSettings {
  const isInAzure = (environment.IDENTITY_ENDPOINT ?? '') !== '';
  const references = SECRETS.filter((name) => REFERENCE.test(environment[name]?.trim() ?? ''));
  const readable = isInAzure ? environment : onOtherMachines(environment, references);
  const config = tried(() => readConfig(readable));
  const access = tried(() => readTableAccess(readable));
  const problems = config.problems.length > 0 ? [...config.problems] : [...access.problems];
  for (const name of isInAzure ? references : []) {
    if (problems.some((problem) => problem.startsWith(`${name} `))) continue;
    problems.push(
      `${name} is a Key Vault reference that Azure could not resolve: check that the secret exists and that the app’s identity has the role Key Vault Secrets User`,
    );
  }
  return {
    config: problems.length > 0 ? undefined : config.value,
    access: access.value,
    problems,
    references,
    isInAzure,
    standsIn: !isInAzure && (environment.CallRecordStorage__credential?.trim() ?? '') !== '',
  };
}

/**
 * The app's settings, as far as they can be used outside Azure: references are not resolved there, so something stands
 * for the secret that is neither sent nor compared; and instead of the managed identity, who is signed in asks.
 */
function onOtherMachines(environment: Environment, references: ReadonlyArray<string>): Environment {
  const standIns = references.map((name) => [name, `stands for the secret of ${name}`]);
  return { ...environment, ...Object.fromEntries(standIns), CallRecordStorage__credential: undefined };
}

function tried<Value>(read: () => Value): {
  readonly value: Value | undefined;
  readonly problems: ReadonlyArray<string>;
} {
  try {
    return { value: read(), problems: [] };
  } catch (error) {
    if (!(error instanceof InvalidSettings)) throw error;
    const lines = error.message.split('\n').map((line) => line.replace(/^\s*- /, ''));
    return { value: undefined, problems: lines.length > 1 ? lines.slice(1) : lines };
  }
}
