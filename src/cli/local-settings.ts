// local.settings.json of the Functions Core Tools: app settings for local work, kept out of Git.
// https://learn.microsoft.com/azure/azure-functions/functions-develop-local#local-settings-file
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { parseJson } from '../language/json.ts';
import { pathFault } from './path-fault.ts';

const localSettings = z.object(
  {
    IsEncrypted: z
      .literal(false, 'is true, and only the Core Tools read encrypted settings: type func settings decrypt')
      .default(false),
    Values: z.record(z.string(), z.string('must be a string'), 'must be an object').default({}),
  },
  'must be an object such as local.settings.sample.json has',
);

/** local.settings.json cannot be used; the message names every reason. */
export class LocalSettingsError extends Error {
  override readonly name = 'LocalSettingsError';
}

/**
 * The "Values" of local.settings.json in `directory`; undefined when there is no such file.
 * @throws {LocalSettingsError}
 */
export async function readLocalSettings(
  directory: string,
): Promise<Readonly<Record<string, string>> | undefined> {
  const path = join(directory, 'local.settings.json');
  const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw new LocalSettingsError(`${path} ${pathFault(error) ?? `cannot be read: ${error.code}`}`);
  });
  if (bytes === undefined) return undefined;
  const parsed = localSettings.safeParse(documentIn(path, bytes));
  if (parsed.success) return parsed.data.Values;
  const reasons = parsed.error.issues.map(({ path: at, message }) =>
    [at.join('.'), message].join(' ').trim(),
  );
  throw new LocalSettingsError(`${path} is invalid: ${reasons.join('; ')}`);
}

function documentIn(path: string, bytes: Uint8Array): unknown {
  try {
    return parseJson(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    if (!(error instanceof SyntaxError))
      throw new LocalSettingsError(`${path} is not UTF-8. Save it as UTF-8`);
    // The parser's own message quotes what stands there, which may be a secret.
    const [where = ''] = / \(line \d+ column \d+\)/.exec(error.message) ?? [];
    throw new LocalSettingsError(
      `${path} is not valid JSON${where}. Correct it, or copy local.settings.sample.json again`,
    );
  }
}
