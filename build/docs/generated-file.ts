/** Files that are generated and committed: written, or checked to be current. */

import { readFile, writeFile } from 'node:fs/promises';

/**
 * Writes the file, or with `--check` among the arguments compares it and sets exit code 1 when it differs.
 * Relative to the project's root.
 */
export async function writeOrCheck(
  path: string,
  content: string,
  options: { readonly arguments: ReadonlyArray<string>; readonly regenerateWith: string },
): Promise<void> {
  const url = new URL(`../../${path}`, import.meta.url);
  if (!options.arguments.includes('--check')) {
    await writeFile(url, content);
    console.log(`${path} written`);
    return;
  }
  const current = await readFile(url, 'utf8').catch(() => undefined);
  if (current === content) {
    console.log(`${path} is current`);
    return;
  }
  console.error(`${path} is not current: run ${options.regenerateWith}`);
  process.exitCode = 1;
}
