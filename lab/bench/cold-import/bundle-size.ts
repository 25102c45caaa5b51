/** The size of what is deployed: every cold start reads and compiles it. */

import { readdir, readFile, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';
import type { Measurement } from '../measurement.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

/** What the Functions worker loads: package.json's "main". */
export async function bundlePath(): Promise<string> {
  const { main } = z
    .object({ main: z.string() })
    .parse(JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8')));
  return resolve(ROOT, main);
}

/** Parsing grows with the size; a dependency that slips in shows here first. */
const MOST_BYTES = 1_500_000;

export const bundleSize: Measurement = {
  name: 'bundle-size',
  title: 'Size of the bundle',
  async run() {
    const count = await bundleBytes();
    return [{ kind: 'count', what: 'code in dist/', unit: 'bytes', count, limit: MOST_BYTES }];
  },
};

/** Bytes of all code that is deployed: beside the entry there may be parts that it loads later. */
async function bundleBytes(): Promise<number> {
  const directory = resolve(await bundlePath(), '..');
  const files = (await readdir(directory, { recursive: true })).filter((file) => /\.[cm]?js$/.test(file));
  const sizes = await Promise.all(files.map(async (file) => (await stat(join(directory, file))).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}
