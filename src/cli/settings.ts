/** The settings of a command: those of the app, from local.settings.json and the environment. */

import { type Config, InvalidSettings, readConfig, readTableAccess, type TableAccess } from '../config.ts';
import { LocalSettingsError, readLocalSettings } from './local-settings.ts';

/** Everything that the app needs. Rejects with InvalidSettings or LocalSettingsError, whose messages are for people. */
export async function appConfig(): Promise<Config> {
  return readConfig(await environment());
}

/** What reading and writing the tables needs, and no secret of the app's. Rejects as `appConfig` does. */
export async function tableAccess(): Promise<TableAccess> {
  return readTableAccess(await environment());
}

/** Whether an error says, in words for people, which settings to mend. */
export function isAboutSettings(error: unknown): error is InvalidSettings | LocalSettingsError {
  return error instanceof InvalidSettings || error instanceof LocalSettingsError;
}

/** All settings as text; the environment has the last word. Rejects with LocalSettingsError. */
export async function environment(): Promise<NodeJS.ProcessEnv> {
  return { ...(await readLocalSettings(process.cwd())), ...process.env };
}
