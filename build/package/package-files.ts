/** What is in the packages: the function app as it is deployed, and the command line as users unpack it. */

import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import * as z from 'zod';
import { bundleCommandLine } from '../bundle/bundle.ts';

/** Where `npm run package` writes the function app and azd finds it. */
export const PACKAGE = 'package/functions.zip';

/** Where `npm run package` writes the command line. */
export const COMMAND_LINE_PACKAGE = 'package/callrecords.zip';

/** What is started in it. */
export const LAUNCHERS = ['callrecords', 'callrecords.cmd'] as const;

const PackageJson = z.object({
  name: z.string(),
  version: z.string(),
  type: z.string(),
  main: z.string(),
  engines: z.record(z.string(), z.string()),
});

/** Something that is deployed is not there, or is not what it should be. */
export class IncompletePackage extends Error {
  override readonly name = 'IncompletePackage';
}

/**
 * The function app: the bundle, host.json, and as much of package.json as the Functions host reads. By path inside the
 * package, with slashes, in the order of their names. Throws IncompletePackage.
 */
export async function packageFiles(directory: string): Promise<ReadonlyMap<string, Uint8Array>> {
  const bundle = await filesBelow(join(directory, 'dist'));
  const manifest = PackageJson.parse(JSON.parse(await readFile(join(directory, 'package.json'), 'utf8')));
  const files = new Map<string, Uint8Array>([
    ['host.json', await readFile(join(directory, 'host.json'))],
    // No dependencies and no scripts: with them a build on the server would install and run what the bundle holds.
    ['package.json', Buffer.from(`${JSON.stringify({ ...manifest, private: true }, undefined, 2)}\n`)],
  ]);
  for (const path of bundle) files.set(slashed(relative(directory, path)), await readFile(path));
  if (!files.has(manifest.main)) {
    throw new IncompletePackage(`${manifest.main}, which package.json names as "main", is not built.`);
  }
  return inOrder(files);
}

/** The command line: its bundle, what starts it, and the pages that it names. It needs a Node.js and nothing else. */
export async function commandLineFiles(): Promise<ReadonlyMap<string, Uint8Array>> {
  const files = new Map(await bundleCommandLine());
  for (const path of [...LAUNCHERS, 'LICENSE', ...(await filesBelow('docs'))])
    files.set(slashed(path), await readFile(path));
  return inOrder(files);
}

function slashed(path: string): string {
  return path.split(sep).join('/');
}

function inOrder(files: ReadonlyMap<string, Uint8Array>): ReadonlyMap<string, Uint8Array> {
  return new Map([...files].sort(([a], [b]) => (a < b ? -1 : 1)));
}

async function filesBelow(directory: string): Promise<ReadonlyArray<string>> {
  try {
    const entries = await readdir(directory, { withFileTypes: true, recursive: true });
    return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  } catch (cause) {
    throw new IncompletePackage(`${directory} does not exist. Type: npm run build`, { cause });
  }
}
