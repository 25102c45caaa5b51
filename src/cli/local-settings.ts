// local.settings.json of the Functions Core Tools: app settings for local work, kept out of Git.
// https://learn.microsoft.com/azure/azure-functions/functions-develop-local#local-settings-file
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { parseJson } from '../language/json.ts';

const localSettings = z.object({
  IsEncrypted: z.literal(false, 'encrypted settings can be read by the Core Tools only').default(false),
  Values: z.record(z.string(), z.string('must be a string')).default({}),
});

/** local.settings.json cannot be used; the message names every reason. */
export class LocalSettingsError extends Error {
  override readonly name = 'LocalSettingsError';
}

/**
 * The "Values" of local.settings.json in `directory`; none when there is no such file.
 * @throws {LocalSettingsError}
 */
export async function readLocalSettings(directory: string): Promise<Readonly<Record<string, string>>> {
  const path = join(directory, 'local.settings.json');
  let document: unknown;
  try {
    document = parseJson(await readFile(path, 'utf8'));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return {};
    throw new LocalSettingsError(`${path} cannot be read: ${error instanceof Error ? error.message : error}`);
  }
  const parsed = localSettings.safeParse(document);
  if (parsed.success) return parsed.data.Values;
  const reasons = parsed.error.issues.map(({ path: at, message }) => `${at.join('.')} ${message}`);
  throw new LocalSettingsError(`${path} is invalid: ${reasons.join('; ')}`);
}
